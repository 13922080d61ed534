//! What a bot does with an update, as one tree.
//!
//! Intake hands over a stored update and the transaction that it is handled in. [`Route::of`] decides by the raw JSON
//! which branch it takes, so that content that no typed client knows goes the same way as a plain text; the endpoint
//! calls one method of the services. Nothing is sent from here: what is to be said is accepted by the services in the
//! same transaction, and delivered after it.

mod command;
mod endpoints;
mod route;
#[cfg(test)]
mod route_tests;
mod speaker;

use std::sync::Arc;

use serde_json::Value;
use switchboard_services::{Handling, Incoming, Result, Services};
use teloxide::dptree::{self, Handler, Type, case, di::DependencyMap};

pub use self::{
    command::Command,
    route::{Press, Route, Setting},
    speaker::Speaker,
};

/// The tree's type: what became of the update in hand.
pub type Tree = Handler<'static, Result<Handling>>;

/// The whole of the bot's behaviour.
///
/// ```text
///  - /start
///  - Welcome! Your code is 204 913, good for ten minutes. Enter it in the application.
///  - (the application: registerTelegram) This chat is linked to the account "Ada" now.   [This was not me]
///  - My parcel has not come.
///        (support chat)  - Ada (@ada, user 7): My parcel has not come.
///        (support chat)  - (an agent replies to it) It is on its way, look: [photo]
///  - [photo] It is on its way, look:
///  - /stop
///  - You will get no more notifications. Press /start to have them again.
///  - (Ada blocks the bot)
///        (support chat)  - (an agent replies) Anything else?
///        (support chat)  - Not delivered: the person blocked the bot.                    [Try again]
/// ```
///
/// Whoever dispatches gives it an `Arc<Incoming>`, an `Arc<Services>` and the update as an `Arc<Value>`.
#[must_use]
pub fn tree() -> Tree {
    dptree::entry()
        .map(|update: Arc<Value>, incoming: Arc<Incoming>| Route::of(&update, &Setting::of(&incoming)))
        .branch(case![Route::Migrated(from, to)].endpoint(endpoints::migrated))
        .branch(case![Route::Blocked(speaker, blocked)].endpoint(endpoints::blocked))
        .branch(case![Route::Membership(chat, status, by)].endpoint(endpoints::membership))
        .branch(case![Route::Command(speaker, command)].endpoint(endpoints::command))
        .branch(case![Route::Asked(speaker, ask)].endpoint(endpoints::asked))
        .branch(case![Route::AgentWrote(speaker, message)].endpoint(endpoints::agent_wrote))
        .branch(case![Route::PersonWrote(speaker, message)].endpoint(endpoints::person_wrote))
        .branch(case![Route::Button(speaker, press, query)].endpoint(endpoints::button))
        .branch(case![Route::Heard(chat, why)].endpoint(endpoints::heard))
        .branch(case![Route::Ignored(why)].endpoint(endpoints::ignored))
}

/// Checks that whoever dispatches gives the tree all that it needs.
///
/// # Panics
/// When it does not: a fault of the program, seen at its start.
pub fn check(tree: &Tree) {
    let given = [Type::of::<Arc<Incoming>>(), Type::of::<Arc<Services>>(), Type::of::<Arc<Value>>()];
    dptree::type_check(tree.sig(), &DependencyMap::new(), &given);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_asks_for_nothing_that_intake_does_not_give() {
        check(&tree());
    }
}
