//! An owner at work: its task, and how to end it. It begins when its bot's turn to call Telegram has come.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinHandle, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{desk::Desk, owner::Owner, roster::OwnedBot, settings::DeliverySettings};
use crate::core::Core;

/// How long a bot whose owner cannot start (its token does not open, the database is away) waits for the next try.
const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// An owner that was started.
pub(super) struct Running {
    pub(super) owned: OwnedBot,
    /// Tells it to finish what is in flight and end.
    pub(super) stop: CancellationToken,
    pub(super) task: JoinHandle<()>,
}

impl Running {
    /// Starts it. When it has ended, it rings the roster's bell.
    pub(super) fn start(
        core: Core,
        settings: Arc<DeliverySettings>,
        desk: Arc<Desk>,
        owned: OwnedBot,
    ) -> Self {
        let stop = CancellationToken::new();
        let (stopped, ended) = (stop.clone(), Arc::clone(&core.wakes));
        let task = tokio::spawn(async move {
            let turn = core.loading.turn(owned.bot, owned.token_version);
            if stopped.run_until_cancelled(turn).await.is_some() {
                // What an idle bot does not need is on the heap, and gone when it is done.
                match Box::pin(Owner::new(core, settings, desk, owned, stopped)).await {
                    Ok(owner) => owner.run().await,
                    Err(error) => {
                        tracing::error!(bot = owned.bot, %error, "the bot cannot send");
                        sleep(RETRY_PAUSE).await;
                    }
                }
            }
            ended.roster.notify_one();
        });
        Self { owned, stop, task }
    }
}
