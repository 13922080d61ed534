//! Who may call which address. The letters are those of the fields' table.

use super::{Row, row};

/// Called by Telegram, with a proof of its own: no token opens it.
pub(super) const WEBHOOK: &str = "POST /api/v1/telegram/webhook/{key}";

const CONNECT: &str = r#"{"bot_token": "this is no token at all"}"#;

/// What takes something away stands last.
pub(super) const TABLE: &[Row] = &[
    row("GET /api/2.0/settings/telegram/check", "uoaP", ""),
    row("GET /api/2.0/settings/telegram/link", "uoaP", ""),
    row("GET /api/2.0/settings/telegram/link.svg", "uoaP", ""),
    row("DELETE /api/2.0/settings/telegram/link", "uoaP", ""),
    row("DELETE /api/2.0/settings/telegram/unlink", "uoaP", ""),
    row("GET /api/v1/telegram/chats", "oaI", ""),
    row("GET /api/v1/telegram/integration", "oaI", ""),
    row("POST /api/v1/telegram/integration", "oaI", CONNECT),
    row(
        "POST /api/v1/telegram/integration",
        "oaI",
        r#"{"botToken": "this is no token at all", "unitId": "<unit>"}"#,
    ),
    row("PATCH /api/v1/telegram/integration", "oaI", "{}"),
    row("POST /api/v1/telegram/integration/test", "oaI", r#"{"chat_id": <chat>}"#),
    row("GET /api/v1/telegram/integration/unit/{unitId}", "oaI", ""),
    row("GET /api/v1/telegram/integration/webhook-url", "oaI", ""),
    row("POST /api/v1/telegram/integration/webhook", "oaI", r#"{"webhook_url": "https://x.example"}"#),
    row("DELETE /api/v1/telegram/integration/webhook", "oaI", ""),
    row("GET /api/v1/telegram/integration/{id}", "oaI", ""),
    row("PUT /api/v1/telegram/integration/{id}", "oaI", "{}"),
    row("GET /api/v1/telegram/leads", "oaL", ""),
    row("POST /api/v1/telegram/leads", "oaL", r#"{"name": "x"}"#),
    row("GET /api/v1/telegram/channels", "uoaPC", ""),
    row("POST /api/v1/telegram/channels", "uoaPC", r#"{"name": "x", "chat_id": "-1001"}"#),
    row(
        "POST /api/v1/telegram/channels/dispatch",
        "oaC",
        r#"{"channel_id": "<channel>", "type": "INFO", "title": "x"}"#,
    )
    .missing_for("uP"),
    row("GET /api/v1/telegram/channels/dispatches/{id}", "oaC", "").missing_for("uP"),
    row("GET /api/v1/telegram/channels/{id}", "oaC", "").missing_for("uP"),
    row("PATCH /api/v1/telegram/channels/{id}", "oaC", "{}").missing_for("uP"),
    row("POST /api/v1/telegram/channels/{id}/disable", "oaC", "").missing_for("uP"),
    row("POST /api/v1/telegram/channels/{id}/enable", "oaC", "").missing_for("uP"),
    row("GET /api/v1/telegram/channels/{id}/dispatches", "oaC", "").missing_for("uP"),
    row("POST /api/v1/telegram/channels/{id}/test", "oaC", "").missing_for("uP"),
    row(WEBHOOK, "", r#"{"update_id": 1}"#),
    row("DELETE /api/v1/telegram/channels/{id}", "oaC", "").missing_for("uP").once(),
    row("DELETE /api/v1/telegram/integration/{id}", "oaI", "").once(),
    row("DELETE /api/v1/telegram/integration", "oaI", ""),
];
