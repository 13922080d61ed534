//! Many tenants with many bots: each at a Bot API server of its own if the operator allows it, connected by the command line, begun
//! at the pace that Telegram allows; and a thousand of them in one process.

mod api_servers;
mod command_line;
mod pace;
mod thousand;

use serde_json::{Value, json};
use switchboard_tests::Caller;
use telegram_emulator::BotInfo;

/// The tenant's default unit.
pub(crate) async fn default_unit(caller: &Caller) -> String {
    let units = caller.graphql("{ units { id isDefault } }", json!({})).await;
    let list = units.list().to_vec();
    let default = list.iter().find(|unit| unit["isDefault"] == true);
    default.unwrap_or_else(|| panic!("{units:?}"))["id"].as_str().unwrap().to_owned()
}

pub(crate) fn token(bot: &BotInfo) -> String {
    use secrecy::ExposeSecret as _;
    bot.token.expose_secret().to_owned()
}

/// One more bot of a unit; returns the integration's id.
pub(crate) async fn connect(caller: &Caller, unit: &str, bot: &BotInfo, more: Value) -> String {
    let mut input = json!({"unitId": unit, "botToken": token(bot)});
    input.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
    let query =
        "mutation ($input: ConnectUnitIntegrationInput!) { connectUnitIntegration(input: $input) { id } }";
    let made = caller.graphql(query, json!({"input": input})).await;
    made.value()["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned()
}
