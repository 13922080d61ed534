//! Channels, one or many.

use switchboard_store::{ChannelId, channels, pages};
use uuid::Uuid;

use super::{
    Channel, Channels, Slice, Span,
    reach::Reach,
    unknown,
    view::{view, views},
};
use crate::{
    actor::Actor,
    error::{Error, Result},
};

/// One page of channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPage {
    /// The newest first.
    pub channels: Vec<Channel>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Channels {
    /// One channel.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to manage.
    pub async fn get(&self, actor: &Actor, id: ChannelId) -> Result<Channel> {
        let whose = Reach::of(actor)?.whose();
        let reader = self.core.db.reader();
        let row = channels::by_id(reader, actor.tenant, whose, id).await?.ok_or_else(unknown)?;
        view(reader, row).await
    }

    /// One page of the channels that the caller manages: `page` from 0, `size` 1 to 100.
    ///
    /// # Errors
    /// For a page that can't be; `Forbidden` for a key that may not and acts for nobody.
    pub async fn page(&self, actor: &Actor, page: i64, size: i64) -> Result<ChannelPage> {
        let whose = Reach::of(actor)?.whose();
        let (skip, take) = window(page, size)?;
        let reader = self.core.db.reader();
        let rows = channels::newest(reader, actor.tenant, whose, skip, take).await?;
        let channels = views(reader, actor.tenant, rows).await?;
        Ok(ChannelPage { channels, total: channels::count(reader, actor.tenant, whose).await? })
    }

    /// The channels that the caller manages, the newest first.
    ///
    /// # Errors
    /// `Forbidden` for a key that may not and acts for nobody.
    pub async fn list(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<Channel>> {
        let whose = Reach::of(actor)?.whose();
        let reader = self.core.db.reader();
        let Slice { rows, has_more } = pages::channels(actor.tenant, whose).read(reader, span).await?;
        Ok(Slice { rows: views(reader, actor.tenant, rows).await?, has_more })
    }

    /// How many channels the caller manages.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn count(&self, actor: &Actor) -> Result<u64> {
        let whose = Reach::of(actor)?.whose();
        Ok(channels::count(self.core.db.reader(), actor.tenant, whose).await?)
    }
}

/// How many rows to leave out, and how many to take.
pub(super) fn window(page: i64, size: i64) -> Result<(u64, u64)> {
    let take = u64::try_from(size).ok().filter(|size| (1..=100).contains(size));
    let take = take.ok_or_else(|| Error::bad_input("size is a whole number from 1 to 100."))?;
    let skip = u64::try_from(page).ok().and_then(|page| page.checked_mul(take));
    let skip = skip.filter(|skip| i64::try_from(*skip).is_ok());
    let skip = skip.ok_or_else(|| Error::bad_input("page is a whole number from 0."))?;
    Ok((skip, take))
}
