//! From the configuration, as people write it, to the settings that services take.
//!
//! Called by the wiring. The configuration has checked itself before, so almost nothing can fail here.

use std::time::Duration;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use switchboard_services::{
    Settings,
    accounts::{AuthSettings, JwksSource, KeyMaterial, TrustedKey},
    delivery::{DeliverySettings, Limit, Loading, LoadingRules, Retention},
    rate_limits::RateLimitSettings,
    sealing::Keyring,
};
use switchboard_store::{OpenOptions, entities::integration::DeliveryPolicy};
use url::Url;

use crate::config::{Config, auth, database, delivery, encryption, rate_limits, telegram, trusted_key};

/// The addresses that features need.
pub(crate) fn shared(config: &Config) -> anyhow::Result<Settings> {
    let telegram_api_url = config.telegram.api_url().parse().context("telegram.api_url")?;
    let public_api_url = config.server.public_api_url().map(|url| url.parse()).transpose();
    let public_api_url = public_api_url.context("server.public_api_url")?;
    let delivery_policy = match config.delivery.policy {
        delivery::Policy::Resend => DeliveryPolicy::Resend,
        delivery::Policy::Park => DeliveryPolicy::Park,
    };
    let allowed_api_urls = config.telegram.allowed_api_urls();
    Ok(Settings { telegram_api_url, allowed_api_urls, public_api_url, delivery_policy })
}

/// Where the database is.
pub(crate) fn database(database: &database::Database) -> OpenOptions {
    OpenOptions { url: database.url.expose_secret().to_owned(), max_connections: database.max_connections }
}

/// The keys for secrets at rest.
pub(crate) fn keyring(encryption: &encryption::Encryption) -> anyhow::Result<Keyring> {
    let keys = encryption.keys().iter().map(|key| *key.expose_secret()).collect();
    Keyring::new(keys).context("encryption.key (ENCRYPTION_KEY in the environment) is missing")
}

/// Whose tokens are believed.
pub(crate) fn trust(auth: &auth::Auth) -> anyhow::Result<AuthSettings> {
    let trusted_keys = auth.keys.iter().map(trusted).collect::<anyhow::Result<_>>()?;
    Ok(AuthSettings {
        jwt_secret: auth.jwt_secret.clone(),
        jwks: jwks(auth.jwt_jwks_file.as_ref(), auth.jwt_jwks_url.as_ref())?,
        audience: auth.jwt_audience.clone(),
        issuer: auth.jwt_issuer.clone(),
        leeway: Duration::from_secs(auth.leeway_seconds),
        tenant_claim: auth.tenant_claim.clone(),
        role_claim: auth.role_claim.clone(),
        name_claim: auth.name_claim.clone(),
        trusted_keys,
    })
}

fn trusted(key: &trusted_key::TrustedKey) -> anyhow::Result<TrustedKey> {
    let material = if let Some(secret) = &key.secret {
        KeyMaterial::Secret(secret.clone())
    } else if let Some(pem) = &key.public_key_pem {
        KeyMaterial::PublicKey(pem.clone())
    } else if let Some(file) = &key.public_key_file {
        KeyMaterial::PublicKeyFile(file.clone())
    } else {
        let source = jwks(key.jwks_file.as_ref(), key.jwks_url.as_ref())?;
        KeyMaterial::Jwks(source.context("a block of auth.keys holds no key")?)
    };
    let (algorithm, issuer, tenants) = (key.algorithm, key.issuer.clone(), key.tenants.clone());
    Ok(TrustedKey { algorithm, issuer, tenants, material })
}

fn jwks(file: Option<&std::path::PathBuf>, url: Option<&String>) -> anyhow::Result<Option<JwksSource>> {
    Ok(match (file, url) {
        (Some(file), _) => Some(JwksSource::File(file.clone())),
        (None, Some(url)) => Some(JwksSource::Url(Url::parse(url.trim()).context("the JWKS address")?)),
        (None, None) => None,
    })
}

/// What the GraphQL endpoint answers to.
pub(crate) fn graphql(config: &Config) -> anyhow::Result<switchboard_graphql::Settings> {
    let graphql = &config.graphql;
    let mut settings = switchboard_graphql::Settings {
        introspection: graphql.introspection,
        traced: config.traces.endpoint().is_some(),
        ..Default::default()
    };
    if let Some(file) = &graphql.trusted_documents {
        let shown = file.display();
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("graphql.trusted_documents: {shown} can't be read"))?;
        let only = graphql.trusted_documents_only;
        settings.trusted = switchboard_graphql::TrustedDocuments::from_json(&text, only)
            .with_context(|| format!("graphql.trusted_documents: {shown} is no file of documents"))?;
    }
    Ok(settings)
}

/// How fast bots begin at a server that takes new tokens at a pace only.
pub(crate) fn loading(telegram: &telegram::Telegram) -> Loading {
    let (per_minute, per_hour) = (telegram.new_tokens_per_minute, telegram.new_tokens_per_hour);
    match telegram.paced_api_url() {
        Some(server) if per_minute > 0 || per_hour > 0 => {
            Loading::new(LoadingRules { server, per_minute, per_hour })
        }
        _ => Loading::default(),
    }
}

/// How often somebody may call.
pub(crate) fn rate_limits(limits: &rate_limits::RateLimits) -> RateLimitSettings {
    RateLimitSettings {
        window: Duration::from_secs(limits.window_seconds),
        api_key: limits.api_key,
        user: limits.user,
        anonymous: limits.anonymous,
    }
}

/// How fast and how patient sending is, and how long what is over is kept.
pub(crate) fn delivery(config: &Config) -> DeliverySettings {
    let delivery = &config.delivery;
    let usual = DeliverySettings::default();
    let audit = Duration::from_secs(u64::from(config.audit.keep_days) * 24 * 3600);
    let limit = |limit, seconds, burst| Limit { limit, window: Duration::from_secs(seconds), burst };
    DeliverySettings {
        private_chat: limit(delivery.private_limit, delivery.private_window_seconds, delivery.private_burst),
        group_chat: limit(delivery.group_limit, delivery.group_window_seconds, delivery.group_burst),
        bot: limit(delivery.bot_rate, 1, delivery.bot_burst),
        http_permits: delivery.http_permits,
        beat_every: Duration::from_secs(delivery.beat_seconds),
        dead_after: Duration::from_secs(delivery.dead_after_seconds),
        retention: Retention { audit, ..usual.retention },
        ..usual
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;

    #[test]
    fn delivery_and_rate_limits_go_by_their_own_defaults_when_nothing_is_configured() {
        let config = Config::load(&Sources::default()).unwrap();
        assert_eq!(delivery(&config), DeliverySettings::default());
        assert_eq!(rate_limits(&config.rate_limits), RateLimitSettings::default());
    }
}
