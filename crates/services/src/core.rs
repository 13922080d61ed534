//! What every feature shares: the database, the clock, the keys, the port to Telegram, and the bell for bots' owners.

use std::sync::Arc;

use switchboard_store::{Db, entities::integration::DeliveryPolicy};
use url::Url;

use crate::{
    clock::Clock,
    delivery::{Figures, Loading},
    sealing::Keyring,
    telegram::Telegram,
    wakes::Wakes,
};

/// Cheap to clone; built once in the server's wiring.
#[derive(Clone, Debug)]
pub struct Core {
    /// The database.
    pub db: Db,
    /// What the time is.
    pub clock: Arc<dyn Clock>,
    /// Keys for secrets at rest.
    pub keyring: Arc<Keyring>,
    /// The Bot API.
    pub telegram: Arc<dyn Telegram>,
    /// Whom to wake when something was accepted.
    pub wakes: Arc<Wakes>,
    /// When a bot may begin.
    pub loading: Arc<Loading>,
    /// What delivery did since the process began.
    pub figures: Arc<Figures>,
    /// Settings that features need.
    pub settings: Arc<Settings>,
}

/// Settings that features need, from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The Bot API server, without a trailing slash in its path.
    pub telegram_api_url: Url,
    /// Other Bot API servers that an integration's bot may be at.
    pub allowed_api_urls: Vec<Url>,
    /// Where the outside reaches us, if the operator said so.
    pub public_api_url: Option<Url>,
    /// What happens to a send whose answer was lost, for integrations that do not say otherwise.
    pub delivery_policy: DeliveryPolicy,
}
