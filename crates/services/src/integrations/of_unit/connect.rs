//! `POST /integration` with `botToken`: another bot for a unit.

use secrecy::SecretString;
use switchboard_store::{UnitId, entities::integration::ConfiguredBy, units};
use uuid::Uuid;

use super::{scope, title};
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::Result,
    integrations::{
        Field, IntegrationView, Integrations,
        home::Home,
        row,
        settle::Settling,
        validate::{self, Occasion},
    },
    units::unknown,
    work::Work,
};

/// What an integration of a unit is set up with.
#[derive(Debug)]
pub struct NewUnitIntegration {
    /// The caller's own id of the bot's record.
    pub bot_id: Option<Uuid>,
    /// The unit that it is for.
    pub unit_id: UnitId,
    /// 1 to 255 characters; the bot's name where it is left out.
    pub title: Option<String>,
    /// `private`, `group` (also `groups`) or `both`, which is also meant where it is left out.
    pub scope: Option<String>,
    /// 20 to 255 characters.
    pub bot_token: SecretString,
    /// What /start is answered with, at most 4096 characters.
    pub welcome_message: Field<String>,
    /// The Bot API server, one that the operator allows; the configured one where it is left out.
    pub api_url: Field<String>,
}

impl Integrations {
    /// Connects one more bot to a unit.
    ///
    /// # Errors
    /// `BadInput` as for [`connect`](Self::connect); `NotFound` for a unit that is not the tenant's; `Conflict` when the
    /// bot is connected already, to whatever integration.
    pub async fn connect_to_unit(&self, actor: &Actor, new: NewUnitIntegration) -> Result<IntegrationView> {
        actor.require(Scope::Integrations)?;
        validate::token_length("botToken", &new.bot_token)?;
        validate::welcome("welcomeMessage", &new.welcome_message)?;
        let (title, scope) = (title(new.title.as_ref())?, new.scope.as_deref().map(scope).transpose()?);
        units::by_id(self.core.db.reader(), actor.tenant, new.unit_id).await?.ok_or_else(unknown)?;
        let home = Home::of(&self.core, &new.api_url, None)?;
        let token = self.known_token(&new.bot_token, Occasion::First, &home.root).await?;
        let work = Work::begin(&self.core).await?;
        let unit = units::lock(work.tx(), actor.tenant, new.unit_id).await?.ok_or_else(unknown)?;
        let mut after = row::blank(&unit, false, ConfiguredBy::Api, &work);
        after.public_bot_id = new.bot_id;
        after.title = title;
        after.scope = scope.unwrap_or(after.scope);
        new.welcome_message.apply(&mut after.welcome_message);
        after.api_root = home.stored;
        audit::record(&work, actor, Act::IntegrationConnected(after.id)).await?;
        self.settle(work, Settling { before: None, after, token: Some(token), tries_again: true }).await
    }
}
