//! `[telegram]`: the Bot API server, and the default tenant's bot for those who want no call to set it up.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, de::Error as _};

use url::Url;

use super::{Problems, server::list, web_address};

/// Telegram's side.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telegram {
    api_url: String,
    #[serde(deserialize_with = "list")]
    allowed_api_urls: Vec<String>,
    paced_api_url: String,
    /// Tokens that are new to that server: so many a minute; 0: as many as there are.
    pub new_tokens_per_minute: u32,
    /// The same for an hour.
    pub new_tokens_per_hour: u32,
    /// Seeds the default integration where it was never configured otherwise.
    pub bot_token: Option<SecretString>,
    /// The support chat of that integration; 64 bits, a group's is negative.
    #[serde(default, deserialize_with = "chat_id")]
    pub support_chat_id: Option<i64>,
}

impl Telegram {
    /// The Bot API server, without a slash at the end.
    pub fn api_url(&self) -> String {
        match web_address::parse(&self.api_url) {
            Ok(url) => web_address::without_slash(&url),
            Err(_) => self.api_url.clone(),
        }
    }

    /// Further Bot API servers that a bot may be at.
    pub fn allowed_api_urls(&self) -> Vec<Url> {
        self.allowed_api_urls.iter().filter_map(|url| web_address::parse(url).ok()).collect()
    }

    /// The Bot API server that takes new tokens at a pace only.
    pub fn paced_api_url(&self) -> Option<Url> {
        web_address::parse(&self.paced_api_url).ok()
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        let one = |key, url: &String| (key, url.clone());
        let addresses =
            [one("telegram.api_url", &self.api_url), one("telegram.paced_api_url", &self.paced_api_url)];
        let allowed = self.allowed_api_urls.iter().map(|url| one("telegram.allowed_api_urls", url));
        for (key, url) in addresses.into_iter().chain(allowed) {
            if let Err(wrong) = web_address::parse(&url) {
                let text = format!("{wrong}; give an address such as https://api.telegram.org");
                problems.check(false, key, text);
            }
        }
        let token = self.bot_token.as_ref();
        problems.check(
            token.is_none_or(|token| looks_like_a_token(token.expose_secret())),
            "telegram.bot_token",
            "this does not look like a bot's token; BotFather shows it as digits, a colon and about 35 characters",
        );
        problems.check(
            self.support_chat_id != Some(0),
            "telegram.support_chat_id",
            "0 is no chat; write /start to the bot in the chat and take the id it logs",
        );
    }
}

fn looks_like_a_token(text: &str) -> bool {
    let Some((id, secret)) = text.split_once(':') else {
        return false;
    };
    let of_secret = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_number = (3..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    is_number && id.parse::<i64>().is_ok() && secret.len() >= 30 && secret.chars().all(of_secret)
}

/// A number in a file, text in the environment.
fn chat_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }
    match Option::<Written>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Written::Number(id)) => Ok(Some(id)),
        Some(Written::Text(text)) => match text.trim().parse() {
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(D::Error::custom("not a whole number")),
        },
    }
}
