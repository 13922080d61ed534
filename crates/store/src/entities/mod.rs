//! One module a table, the stored record as it is. Nothing here decides anything.

pub mod api_key;
pub mod app_user;
pub mod attempt;
pub mod bot;
pub mod broadcast;
pub mod chat;
pub mod code_attempt;
pub mod contact;
pub mod conversation;
pub mod event;
pub mod idempotency;
pub mod inbox;
pub mod integration;
pub mod lane;
pub mod lead;
pub mod link;
pub mod link_token;
pub mod message;
pub mod message_map;
pub mod outbox;
pub mod tenant;
pub mod unit;
pub mod verification_code;
pub mod worker;
