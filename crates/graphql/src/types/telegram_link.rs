//! Linking by a deep link.

use async_graphql::{Enum, Object};
use switchboard_services::linking::{DeepLink, LinkStatus};

use super::DateTime;
use crate::error::Result;

pub(crate) struct TelegramLink(pub(crate) LinkStatus);

/// Whether an account is linked to a Telegram chat.
#[Object]
impl TelegramLink {
    /// How far it got.
    async fn status(&self) -> TelegramLinkStatus {
        match self.0 {
            LinkStatus::NotLinked => TelegramLinkStatus::NotLinked,
            LinkStatus::Linked { .. } => TelegramLinkStatus::Linked,
            LinkStatus::Awaiting => TelegramLinkStatus::Awaiting,
        }
    }

    /// The username as Telegram last reported it, without `@`; null if there is none, or no link.
    async fn username(&self) -> Option<&str> {
        match &self.0 {
            LinkStatus::Linked { username } => username.as_deref(),
            LinkStatus::NotLinked | LinkStatus::Awaiting => None,
        }
    }
}

/// How far linking got.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum TelegramLinkStatus {
    /// Not linked, and no link is outstanding.
    NotLinked,
    /// Linked.
    Linked,
    /// A link was issued and waits for the bot.
    Awaiting,
}

pub(crate) struct TelegramDeepLink(pub(crate) DeepLink);

/// A link that its user opens in Telegram.
#[Object]
impl TelegramDeepLink {
    /// The address. Show it to the caller alone: whoever has it can link the account to their own chat.
    async fn url(&self) -> &str {
        self.0.url()
    }

    /// When it stops working.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// The address as a QR code, an SVG document, for users whose application runs on another screen.
    async fn qr_svg(&self) -> Result<String> {
        Ok(self.0.qr_svg()?)
    }
}
