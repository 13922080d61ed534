//! At which Bot API servers bots may be: the configured one, and those that the operator allows besides. Whatever a tenant asks
//! for is only compared with that list; what is called is always the operator's own entry, so that nobody makes this server
//! call an address of their choice.

use url::Url;

use crate::{
    core::Settings,
    error::{Error, Result},
};

/// The operator's entry that a caller means; `None` for the configured server, which an integration then follows.
///
/// # Errors
/// `BadInput` for everything that is not in the list.
pub(crate) fn choose(settings: &Settings, text: &str) -> Result<Option<Url>> {
    let asked = Url::parse(text.trim()).ok();
    let is_it = |entry: &&Url| asked.as_ref().is_some_and(|asked| are_same(asked, entry));
    if is_it(&&settings.telegram_api_url) {
        return Ok(None);
    }
    let found = settings.allowed_api_urls.iter().find(is_it);
    found.cloned().map(Some).ok_or_else(|| {
        Error::bad_input("apiUrl must be one of the Bot API servers that the operator of this server allows.")
    })
}

/// Where an integration's bot is, by what is stored with it.
///
/// # Errors
/// `Conflict` when the operator does not allow that server any more.
pub(crate) fn of(settings: &Settings, stored: Option<&str>) -> Result<Url> {
    let Some(stored) = stored else { return Ok(settings.telegram_api_url.clone()) };
    let refused =
        |_| Error::Conflict("The bot's Bot API server is not allowed by the operator any more.".to_owned());
    let chosen = choose(settings, stored).map_err(refused)?;
    Ok(chosen.unwrap_or_else(|| settings.telegram_api_url.clone()))
}

/// Equal in every part; a slash at the end makes no other server.
pub(crate) fn are_same(one: &Url, other: &Url) -> bool {
    let trimmed = |url: &Url| {
        let mut url = url.clone();
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        url
    };
    trimmed(one) == trimmed(other)
}

#[cfg(test)]
mod tests {
    use switchboard_store::entities::integration::DeliveryPolicy;

    use super::*;

    fn settings() -> Settings {
        let url = |text: &str| text.parse().unwrap();
        Settings {
            telegram_api_url: url("https://api.telegram.org"),
            allowed_api_urls: vec![url("http://10.0.0.5:8081"), url("https://bots.example/api")],
            public_api_url: None,
            delivery_policy: DeliveryPolicy::Resend,
        }
    }

    #[test]
    fn an_allowed_server_is_found_however_it_is_spelled_and_the_operators_entry_is_used() {
        for text in ["http://10.0.0.5:8081", " HTTP://10.0.0.5:8081/ ", "http://10.5:8081"] {
            assert_eq!(
                choose(&settings(), text).unwrap().unwrap().as_str(),
                "http://10.0.0.5:8081/",
                "{text}"
            );
        }
        assert!(choose(&settings(), "https://bots.example:443/api/").unwrap().is_some());
        assert_eq!(choose(&settings(), "https://api.telegram.org/").unwrap(), None);
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "api.telegram.org",
            "http://api.telegram.org",
            "https://api.telegram.org:444",
            "https://api.telegram.org.evil.example",
            "https://api.telegram.org@evil.example",
            "https://evil@api.telegram.org",
            "https://:x@api.telegram.org",
            "https://api.telegram.org?x",
            "https://api.telegram.org/?",
            "https://api.telegram.org/#",
            "https://api.telegram.org/bot",
            "http://10.0.0.5",
            "http://10.0.0.5:8082",
            "http://10.0.0.6:8081",
            "http://10.0.0.5:8081/..;/x",
            "https://bots.example",
            "https://bots.example/API",
            "https://bots.example/api/../admin",
            "http://127.0.0.1:8080",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]:8081",
            "file:///etc/passwd",
        ] {
            assert!(matches!(choose(&settings(), text), Err(Error::BadInput(_))), "{text}");
        }
    }

    #[test]
    fn a_server_that_is_not_allowed_any_more_is_not_called() {
        assert_eq!(of(&settings(), None).unwrap().as_str(), "https://api.telegram.org/");
        assert!(of(&settings(), Some("http://10.0.0.5:8081/")).is_ok());
        assert!(matches!(of(&settings(), Some("http://10.0.0.9:8081/")), Err(Error::Conflict(_))));
    }
}
