//! Asking Telegram who a token is (`getMe`), and telling it the bot's commands (`setMyCommands`).

use secrecy::SecretString;
use serde_json::{Value, json};
use switchboard_store::{BotId, integrations};

use super::{Integrations, PATIENCE, TokenCheck, token::BotToken};
use crate::{
    bots,
    error::Result,
    telegram::{BotAccess, CallError},
    texts::{
        Lang,
        commands::{self, Command},
    },
    work::Work,
};

impl Integrations {
    /// Asks Telegram who a token is, for `switchboard check`.
    pub async fn check_token(&self, token: &SecretString) -> TokenCheck {
        let Ok(token) = BotToken::parse(token) else { return TokenCheck::Refused };
        let api_root = self.core.settings.telegram_api_url.clone();
        let access = BotAccess { bot: token.bot, api_root, token: token.secret, token_version: 0 };
        match self.get_me(&access).await {
            Ok(me) => TokenCheck::Works { username: me.username.unwrap_or_default() },
            Err(error) => trouble(&error),
        }
    }

    /// Stores what Telegram calls the bot and publishes its commands in both languages. Whoever starts a bot calls it, and
    /// again later after [`TokenCheck::Unreachable`]. Commands that could not be published are only logged.
    ///
    /// # Errors
    /// When no live integration has the bot, or the database fails.
    pub async fn introduce(&self, bot: BotId) -> Result<TokenCheck> {
        let access = bots::access(&self.core, bot).await?;
        let me = match self.get_me(&access).await {
            Ok(me) => me,
            Err(error) => return Ok(trouble(&error)),
        };
        let work = Work::begin(&self.core).await?;
        let username = me.username.as_deref();
        integrations::set_identity(work.tx(), bot, username, &me.first_name, work.now).await?;
        work.commit().await?;
        self.publish_commands(&access).await;
        Ok(TokenCheck::Works { username: me.username.unwrap_or_default() })
    }

    pub(super) async fn publish_commands(&self, access: &BotAccess) {
        for (lang, language_code) in [(Lang::En, None), (Lang::Ru, Some(Lang::Ru.code()))] {
            for (scope, commands) in [
                ("all_private_chats", &commands::private(lang)[..]),
                ("all_chat_administrators", &commands::group(lang)[..]),
            ] {
                let params = menu(scope, commands, language_code);
                if let Err(error) = self.core.telegram.call(access, "setMyCommands", &params, PATIENCE).await
                {
                    tracing::warn!(bot = access.bot, %error, "the bot's commands could not be published");
                }
            }
        }
    }
}

/// Without a `language_code` the menu is for everybody who has none of their own language.
fn menu(scope: &str, commands: &[Command], language_code: Option<&str>) -> Value {
    let commands: Vec<Value> = commands
        .iter()
        .map(|(command, description)| json!({"command": command, "description": description}))
        .collect();
    let mut params = json!({"commands": commands, "scope": {"type": scope}});
    if let Some(code) = language_code {
        params["language_code"] = code.into();
    }
    params
}

/// 401 is an unknown secret, 404 a token that Telegram does not recognise as one.
fn trouble(error: &CallError) -> TokenCheck {
    match error {
        CallError::Refused { status: 401 | 404, .. } => TokenCheck::Refused,
        other => TokenCheck::Unreachable(other.to_string()),
    }
}
