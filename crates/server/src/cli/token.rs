//! `switchboard token`: a signed token for a person, to try things out or to give a script.

use std::time::Duration;

use clap::ValueEnum;
use switchboard_services::{Clock, SystemClock, accounts::is_tenant_slug};

use super::{duration, terminal};
use crate::{config::Config, tokens::Bearer};

/// Print a token that JWT_SECRET signs
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The user's id in your application
    #[arg(long, value_name = "ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    user: String,
    /// The tenant's slug
    #[arg(long, default_value = "default", value_parser = tenant)]
    tenant: String,
    /// What the user may do
    #[arg(long, value_enum, default_value_t = Role::User)]
    role: Role,
    /// The user's name, as others see it
    #[arg(long)]
    name: Option<String>,
    /// How long it is good for: 90s, 15m, 1h, 30d
    #[arg(long, default_value = "1h", value_parser = duration::parse)]
    expires_in: Duration,
}

/// The roles of CONTRACTS.md, section 0.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Role {
    User,
    SiteOwner,
    Admin,
}

impl From<Role> for switchboard_services::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::SiteOwner => Self::SiteOwner,
            Role::Admin => Self::Admin,
        }
    }
}

/// A tenant's slug, for clap.
pub(super) fn tenant(text: &str) -> Result<String, &'static str> {
    if is_tenant_slug(text) {
        Ok(text.to_owned())
    } else {
        Err("a tenant's slug has 1 to 63 small letters, digits and hyphens, without a hyphen at either end")
    }
}

impl Arguments {
    pub(super) fn run(&self, config: &Config) -> anyhow::Result<()> {
        terminal::answer(self.bearer().sign(&config.auth, SystemClock.now())?);
        Ok(())
    }

    fn bearer(&self) -> Bearer<'_> {
        Bearer {
            user: &self.user,
            tenant: Some(&self.tenant),
            role: Some(self.role.into()),
            name: self.name.as_deref(),
            good_for: self.expires_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
    use serde_json::{Value, json};

    use super::*;
    use crate::config::{Sources, auth::Auth};

    const SECRET: &str = "a secret of this test and of nothing else";

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn arguments(line: &[&str]) -> Result<Arguments, clap::Error> {
        Line::try_parse_from([&["token"], line].concat()).map(|line| line.arguments)
    }

    fn auth(variables: &[(&str, &str)]) -> Auth {
        let sources = Sources::of_variables(variables.iter().copied());
        Config::load(&sources).unwrap().auth
    }

    #[test]
    fn a_token_carries_what_was_asked_for_and_expires() {
        let now = SystemClock.now();
        let line = [
            "--user",
            "7",
            "--role",
            "site_owner",
            "--tenant",
            "acme",
            "--name",
            "Анна",
            "--expires-in",
            "15m",
        ];
        let token = arguments(&line).unwrap().bearer().sign(&auth(&[("JWT_SECRET", SECRET)]), now);
        let key = DecodingKey::from_secret(SECRET.as_bytes());
        let claims = decode::<Value>(&token.unwrap(), &key, &Validation::new(Algorithm::HS256));
        assert_eq!(
            claims.unwrap().claims,
            json!({"sub": "7", "tenant": "acme", "role": "site_owner", "name": "Анна", "exp": now.timestamp() + 900})
        );
    }

    #[test]
    fn without_a_secret_it_says_which_is_missing_and_how_to_make_one() {
        let error = arguments(&["--user", "7"]).unwrap().bearer().sign(&auth(&[]), SystemClock.now());
        let text = error.unwrap_err().to_string();
        assert!(text.contains("JWT_SECRET") && text.contains("keygen"), "{text}");
    }

    #[test]
    fn unknown_roles_and_odd_tenants_are_refused() {
        for line in [["--role", "root"], ["--tenant", "Acme Ltd"], ["--expires-in", "forever"]] {
            assert!(arguments(&[&["--user", "7"], &line[..]].concat()).is_err());
        }
        assert!(arguments(&["--user", ""]).is_err());
    }
}
