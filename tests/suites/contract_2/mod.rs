//! CONTRACTS.md, section 2: the site owner's REST, each row of its table and each of its rules. Leads have a suite of their own.

mod borders;
mod change;
mod chats;
mod connect;
mod delete;
mod documentation;
mod finding_fault;
mod object;
mod problems;
mod roles;
mod trial;
mod twins;
mod webhook;
mod wording;

use switchboard_tests::{Caller, Claims, House};
use telegram_emulator::{BotInfo, NewBot};

/// A site owner of a tenant that has no bot yet.
pub(crate) fn owner(house: &House, tenant: &str) -> Caller {
    house.caller(&Claims::of(70).role("site_owner").tenant(tenant))
}

/// One more bot at Telegram.
pub(crate) fn another_bot(house: &House, username: &str, name: &str) -> BotInfo {
    house.sim.create_bot(NewBot::new(username, name)).unwrap()
}

/// Its token, to be sent.
pub(crate) fn token_of(bot: &BotInfo) -> String {
    use secrecy::ExposeSecret as _;
    bot.token.expose_secret().to_owned()
}
