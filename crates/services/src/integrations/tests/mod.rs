//! The default bot from the environment, its webhook, and the groups it is in, with a scripted Telegram.

mod groups;
mod seeding;
mod status;
mod webhook;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use serde_json::{Value, json, value::RawValue};

use super::Integrations;
use crate::{
    actor::{Actor, Role},
    core::Core,
    people::fixture::{Home, House},
    telegram::{BotAccess, CallError, Telegram},
};

/// Answers `true` unless a method is scripted; keeps the calls.
#[derive(Debug, Default)]
pub(super) struct Scripted {
    answers: Mutex<HashMap<String, Result<Value, CallError>>>,
    calls: Mutex<Vec<(String, Value)>>,
}

impl Scripted {
    pub(super) fn answer(&self, method: &str, answer: Result<Value, CallError>) {
        self.answers.lock().unwrap().insert(method.to_owned(), answer);
    }

    /// The parameters that a method was called with.
    pub(super) fn calls(&self, method: &str) -> Vec<Value> {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|(called, _)| called == method).map(|(_, params)| params.clone()).collect()
    }
}

#[async_trait]
impl Telegram for Scripted {
    async fn call(
        &self,
        _: &BotAccess,
        method: &str,
        params: &Value,
        _: Duration,
    ) -> Result<Box<RawValue>, CallError> {
        self.calls.lock().unwrap().push((method.to_owned(), params.clone()));
        let scripted = self.answers.lock().unwrap().get(method).cloned();
        let answer = scripted.unwrap_or(Ok(json!(true)))?;
        Ok(serde_json::value::to_raw_value(&answer).unwrap())
    }
}

pub(super) struct Scene {
    pub(super) house: House,
    pub(super) telegram: Arc<Scripted>,
    pub(super) integrations: Integrations,
}

impl Scene {
    pub(super) async fn open(public_api_url: Option<&str>) -> Self {
        let mut house = House::open().await;
        let telegram = Arc::new(Scripted::default());
        let me = json!({"id": 123_456, "is_bot": true, "username": "acme_bot", "first_name": "Acme"});
        telegram.answer("getMe", Ok(me));
        let mut settings = (*house.core.settings).clone();
        settings.public_api_url = public_api_url.map(|url| url.parse().unwrap());
        house.core = Core { telegram: telegram.clone(), settings: Arc::new(settings), ..house.core.clone() };
        let integrations = Integrations::new(house.core.clone());
        Self { house, telegram, integrations }
    }

    /// A caller of the default tenant.
    pub(super) async fn caller(&self, role: Role) -> Actor {
        self.caller_of("default", role).await
    }

    pub(super) async fn caller_of(&self, slug: &str, role: Role) -> Actor {
        let work = crate::work::Work::begin(&self.house.core).await.unwrap();
        let tenant = switchboard_store::tenants::ensure(work.tx(), slug, work.now).await.unwrap().id;
        work.commit().await.unwrap();
        let home = Home { tenant, slug: slug.to_owned(), bot: 0 };
        self.house.caller(&home, "1", role).await
    }
}

/// A refusal with a text that must not get out.
pub(super) fn refused(status: u16) -> CallError {
    let description = "Bad Request: secret words of Telegram".to_owned();
    CallError::Refused { status, description, retry_after: None, migrate_to: None }
}
