//! The default tenant's bot from the environment, when the server starts.
//!
//! What the environment says is stored at once; introducing the bot (who it is, its commands) needs Telegram, and is tried
//! again in the background for as long as Telegram is out of reach. The bot itself works as soon as Telegram does.

use std::{sync::Arc, time::Duration};

use switchboard_services::{
    BotId, Core, Error, Services,
    integrations::{SeedBot, TokenCheck},
};
use switchboard_store::integrations;
use tokio_util::sync::CancellationToken;

/// Between tries, at first.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// Between tries, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// So often is a database that is in trouble asked.
const TRIES: u32 = 5;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// Sets the bot up. Returns the bot if it still has to be introduced.
///
/// # Errors
/// When the token is malformed or the bot belongs to another integration.
pub(crate) async fn seed(core: &Core, services: &Services, bot: SeedBot) -> Result<Option<BotId>, Error> {
    let id = bot_of(&bot);
    let mut tries = 0;
    // At a start the database may be busy with what the last process left: a lost race is run again.
    while let Err(error) = services.integrations.seed(bot.clone()).await {
        tries += 1;
        if !error.is_outage() || tries >= TRIES {
            return Err(error);
        }
        tracing::warn!(%error, "the default bot could not be set up; trying again");
        tokio::time::sleep(PAUSE).await;
    }
    let Some(id) = id else { return Ok(None) };
    let known = integrations::by_bot(core.db.reader(), id).await?;
    Ok(known.filter(|(integration, _)| integration.bot_username.is_none()).map(|_| id))
}

/// Introduces the bot once Telegram can be reached.
pub(crate) async fn introduce(services: Arc<Services>, bot: BotId, stop: CancellationToken) {
    let mut pause = FIRST_PAUSE;
    while stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        match services.integrations.introduce(bot).await {
            Ok(TokenCheck::Works { username }) => {
                tracing::info!(bot, username, "the default bot is connected");
                return;
            }
            Ok(TokenCheck::Refused) => {
                tracing::error!(bot, "Telegram refuses TELEGRAM_BOT_TOKEN");
                return;
            }
            Err(Error::NotFound(_)) => return,
            Ok(TokenCheck::Unreachable(_)) | Err(_) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

/// The number before the colon is the bot's id.
fn bot_of(bot: &SeedBot) -> Option<BotId> {
    use secrecy::ExposeSecret as _;
    bot.token.expose_secret().trim().split_once(':')?.0.parse().ok()
}
