//! An update as Telegram sent it, kept until it is handled.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{BotId, InboxId};

/// How far an update got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum InboxState {
    /// Stored, waiting.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// Its effects are committed; the text is blanked.
    #[sea_orm(string_value = "handled")]
    Handled,
    /// It could not be handled; a person should look.
    #[sea_orm(string_value = "set_aside")]
    SetAside,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: InboxId,
    pub bot_id: BotId,
    pub update_id: i64,
    /// Updates with the same key are handled one after the other.
    pub chat_key: i64,
    pub raw: String,
    pub state: InboxState,
    pub tries: i32,
    pub received_at: DateTime<Utc>,
    pub not_before: Option<DateTime<Utc>>,
    pub handled_at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    /// It was next in line when a process died.
    pub suspect: bool,
    /// How often a process died with it in hand.
    pub deaths: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
