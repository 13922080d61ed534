//! `Accounts` on a database of its own, with a clock that the test moves.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::SecretString;
use serde_json::{Value, json, value::RawValue};
use switchboard_store::{Db, OpenOptions};

use crate::{
    accounts::{Accounts, AuthSettings},
    actor::{Actor, Origin, Role},
    clock::ManualClock,
    core::{Core, Settings},
    error::Result,
    sealing::Keyring,
    telegram::{BotAccess, CallError, Telegram},
};

pub(super) const SECRET: &str = "a secret of these tests and of nothing else";
/// When the tests happen, in seconds since 1970.
pub(super) const NOW: i64 = 1_800_000_000;

#[derive(Debug)]
struct NoTelegram;

#[async_trait]
impl Telegram for NoTelegram {
    async fn call(&self, _: &BotAccess, _: &str, _: &Value, _: Duration) -> Result<Box<RawValue>, CallError> {
        Err(CallError::Unsent("nobody here".to_owned()))
    }
}

pub(super) struct House {
    pub(super) accounts: Accounts,
    pub(super) core: Core,
    pub(super) clock: ManualClock,
    _folder: tempfile::TempDir,
}

impl House {
    /// Believes `SECRET` and nothing else.
    pub(super) async fn open() -> Self {
        Self::with(AuthSettings { jwt_secret: Some(SECRET.into()), ..AuthSettings::default() }).await
    }

    pub(super) async fn with(settings: AuthSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let db = Db::open(&OpenOptions { url, max_connections: 4 }).await.unwrap();
        db.migrate().await.unwrap();
        let clock = ManualClock::new(DateTime::<Utc>::from_timestamp(NOW, 0).unwrap());
        let core = Core {
            db,
            clock: Arc::new(clock.clone()),
            keyring: Arc::new(Keyring::new(vec![[7; 32]]).unwrap()),
            telegram: Arc::new(NoTelegram),
            wakes: Arc::default(),
            loading: Arc::default(),
            figures: Arc::default(),
            settings: Arc::new(Settings {
                allowed_api_urls: Vec::new(),
                telegram_api_url: "http://127.0.0.1:9".parse().unwrap(),
                public_api_url: None,
                delivery_policy: switchboard_store::entities::integration::DeliveryPolicy::Resend,
            }),
        };
        let accounts = Accounts::new(core.clone(), settings).unwrap();
        Self { accounts, core, clock, _folder: folder }
    }

    pub(super) async fn call(&self, credential: &str) -> Result<Actor> {
        self.accounts.authenticate(Some(&format!("Bearer {credential}")), Origin::default()).await
    }

    /// Somebody of that tenant with that role.
    pub(super) async fn actor(&self, tenant: &str, user: &str, role: Role) -> Actor {
        let claims = json!({"sub": user, "tenant": tenant, "role": role.as_str(), "exp": NOW + 3600});
        self.call(&hs256(&claims)).await.unwrap()
    }

    /// The credential must be refused with the one sentence that all refusals have.
    pub(super) async fn refuses(&self, credential: &str) {
        let error = self.call(credential).await.expect_err(credential);
        assert_eq!(error.code(), "UNAUTHENTICATED", "{credential}");
        assert_eq!(error.public_text(), "This token or API key is not valid, or not any more.");
    }
}

/// Claims of user 7 with some changed; null takes one away.
pub(super) fn claims(changes: &Value) -> Value {
    let mut claims = json!({"sub": "7", "exp": NOW + 3600});
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

/// Signed with `SECRET`.
pub(super) fn hs256(claims: &Value) -> String {
    sign(&Header::default(), claims, &EncodingKey::from_secret(SECRET.as_bytes()))
}

/// Signed with a key in PEM, naming it.
pub(super) fn signed(
    algorithm: Algorithm,
    key: &EncodingKey,
    key_id: Option<&str>,
    claims: &Value,
) -> String {
    sign(&Header { kid: key_id.map(str::to_owned), ..Header::new(algorithm) }, claims, key)
}

pub(super) fn sign(header: &Header, claims: &Value, key: &EncodingKey) -> String {
    encode(header, claims, key).unwrap()
}

pub(super) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}
