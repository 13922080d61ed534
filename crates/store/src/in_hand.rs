//! How an update is taken in hand: its bot held for this transaction, and itself marked handled.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, QueryTrait as _};

use crate::{
    DbError, InboxId, Tx,
    entities::integration,
    inbox,
    ownership::{Claim, held_with_integration},
};

/// An update that is in hand until the transaction ends.
#[derive(Clone, Debug)]
pub struct InHand {
    /// The bot's live integration.
    pub integration: integration::Model,
    /// How often the update was tried before.
    pub tries: i32,
}

/// Why an update is not in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInHand {
    /// The claim is not true, or the bot has no integration any more.
    NotHeld,
    /// Somebody handled it already.
    NotWaiting,
}

/// Takes an update in hand. If it is not, the transaction is to be dropped.
///
/// # Errors
/// When the database fails.
pub async fn take(
    tx: &Tx,
    claim: Claim,
    id: InboxId,
    now: DateTime<Utc>,
) -> Result<Result<InHand, NotInHand>, DbError> {
    let backend = tx.get_database_backend();
    let statements = [held_with_integration(claim).build(backend), backend.build(&inbox::taking(id, now))];
    let [held, taken] = tx.query_each(statements).await?;
    let Some(held) = held.first() else { return Ok(Err(NotInHand::NotHeld)) };
    let integration = integration::Model::from_query_result(held, "")?;
    let Some(taken) = taken.first() else { return Ok(Err(NotInHand::NotWaiting)) };
    Ok(Ok(InHand { integration, tries: taken.try_get_by_index(0)? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        WorkerId,
        inbox::NewUpdate,
        ownership,
        scene::{BOT, Scene, now},
    };

    async fn an_update_is_in_hand_of_the_owner_and_once(scene: Scene) {
        let db = &scene.db;
        db.writer().execute_unprepared("update integration set bot_id = 42").await.unwrap();
        let owner = WorkerId::new(now());
        ownership::register(db.writer(), owner, "", now()).await.unwrap();
        let update = NewUpdate { update_id: 1, chat_key: 70, raw: "{}".to_owned() };
        inbox::insert(db.writer(), vec![(BOT, update)], now()).await.unwrap();
        let work = db.begin().await.unwrap();
        let taken = ownership::take(work.tx(), owner, 1).await.unwrap();
        work.commit().await.unwrap();
        let claim = Claim { bot: BOT, owner, epoch: taken[0].epoch };
        let id = inbox::waiting(db.reader(), BOT, 1).await.unwrap()[0].id;
        let stranger = Claim { epoch: claim.epoch + 1, ..claim };

        let work = db.begin().await.unwrap();
        assert_eq!(take(work.tx(), stranger, id, now()).await.unwrap().unwrap_err(), NotInHand::NotHeld);
        drop(work);
        let work = db.begin().await.unwrap();
        let in_hand = take(work.tx(), claim, id, now()).await.unwrap().unwrap();
        assert_eq!((in_hand.integration.webhook_key.as_str(), in_hand.tries), ("key", 0));
        // Undone, it waits again.
        drop(work);
        for is_waiting in [true, false] {
            let work = db.begin().await.unwrap();
            let in_hand = take(work.tx(), claim, id, now()).await.unwrap();
            assert_eq!(in_hand.err(), (!is_waiting).then_some(NotInHand::NotWaiting));
            work.commit().await.unwrap();
        }
        scene.close().await;
    }

    #[tokio::test]
    async fn on_sqlite() {
        an_update_is_in_hand_of_the_owner_and_once(Scene::sqlite().await).await;
    }

    #[tokio::test]
    async fn on_postgres() {
        an_update_is_in_hand_of_the_owner_and_once(Scene::postgres().await).await;
    }
}
