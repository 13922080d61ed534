//! The list of bots.

use switchboard_services::integrations::IntegrationView;

use crate::cli::table;

const HEADINGS: [&str; 6] = ["ID", "UNIT", "TITLE", "BOT", "TOKEN", "UPDATES"];

/// The table, or a sentence where there is nothing to list.
pub(super) fn of(integrations: &[IntegrationView]) -> String {
    let rows: Vec<_> = integrations.iter().map(row).collect();
    table::of(HEADINGS, &rows, "There are no integrations.")
}

fn row(integration: &IntegrationView) -> [String; 6] {
    let bot = integration.bot_username.as_ref().map(|name| format!("@{name}"));
    let updates = match (integration.is_active, &integration.webhook_url) {
        (false, _) => "switched off",
        (true, Some(_)) => "by webhook",
        (true, None) => "polled",
    };
    [
        integration.id.to_string(),
        integration.unit_id.to_string(),
        integration.title.clone(),
        bot.unwrap_or_default(),
        integration.bot_token_masked.clone().unwrap_or_default(),
        updates.to_owned(),
    ]
}
