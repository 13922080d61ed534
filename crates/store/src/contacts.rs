//! The people in private chats with a tenant's bots. Names are Telegram's latest; a username belongs to one person.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult as _, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait as _,
    sea_query::{Expr, LockType, OnConflict},
};

use crate::{
    BotId, ChatId, ContactId, DbError, TenantId, Tx,
    entities::{
        chat,
        contact::{ActiveModel, Column, ContactState, Entity, Model},
        conversation, link,
    },
    links::{LinkedUser, linked_user},
};

/// A person as an update from their private chat shows them.
#[derive(Clone, Debug)]
pub struct SeenPerson {
    /// Whose bot heard them.
    pub tenant: TenantId,
    /// Which bot heard them.
    pub bot: BotId,
    /// The private chat's row.
    pub chat: ChatId,
    /// Telegram's id of the person.
    pub telegram_user_id: i64,
    /// Without `@`.
    pub username: Option<String>,
    /// The same in lower case.
    pub username_key: Option<String>,
    /// Never empty at Telegram.
    pub first_name: String,
    /// Absent where the account has none.
    pub last_name: Option<String>,
    /// An IETF tag.
    pub language_code: Option<String>,
}

/// Records a person as last seen. A blocked one becomes active, a stopped one stays stopped. Answers whether the row
/// is new. Safe when several transactions do it at once.
///
/// # Errors
/// When the database fails.
pub async fn record<C: ConnectionTrait>(
    conn: &C,
    seen: SeenPerson,
    now: DateTime<Utc>,
) -> Result<(Model, bool), DbError> {
    let id = ContactId::new(now);
    let row = ActiveModel {
        id: Set(id),
        tenant_id: Set(seen.tenant),
        bot_id: Set(seen.bot),
        chat_id: Set(seen.chat),
        telegram_user_id: Set(seen.telegram_user_id),
        username: Set(seen.username),
        username_key: Set(seen.username_key),
        first_name: Set(seen.first_name),
        last_name: Set(seen.last_name),
        language_code: Set(seen.language_code),
        state: Set(ContactState::Active),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let heard = Expr::cust("case when contact.state = 'blocked' then 'active' else contact.state end");
    let on_conflict = OnConflict::columns([Column::TenantId, Column::BotId, Column::TelegramUserId])
        .update_columns([
            Column::ChatId,
            Column::Username,
            Column::UsernameKey,
            Column::FirstName,
            Column::LastName,
            Column::LanguageCode,
            Column::UpdatedAt,
        ])
        .value(Column::State, heard)
        .to_owned();
    let stored = Entity::insert(row).on_conflict(on_conflict).exec_with_returning(conn).await?;
    let is_new = stored.id == id;
    Ok((stored, is_new))
}

/// A person of a bot, the chat that they wrote from last, and the user who is linked to them now.
///
/// # Errors
/// When the database fails.
pub async fn known(
    tx: &Tx,
    tenant: TenantId,
    bot: BotId,
    telegram_user_id: i64,
) -> Result<Option<(Model, chat::Model, Option<LinkedUser>)>, DbError> {
    let person = Condition::all()
        .add(Column::TenantId.eq(tenant))
        .add(Column::BotId.eq(bot))
        .add(Column::TelegramUserId.eq(telegram_user_id));
    let to_chat = Entity::belongs_to(chat::Entity).from(Column::ChatId).to(chat::Column::Id);
    let to_contact = link::Entity::belongs_to(Entity).from(link::Column::ContactId).to(Column::Id);
    let known = Entity::find()
        .join(JoinType::InnerJoin, to_chat.into())
        .select_also(chat::Entity)
        .filter(person.clone());
    let linked = linked_user(tenant).join(JoinType::InnerJoin, to_contact.into()).filter(person);
    let backend = tx.get_database_backend();
    let [known, linked] = tx.query_each([known.build(backend), linked.build(backend)]).await?;
    let Some(known) = known.first() else { return Ok(None) };
    let user = linked.first().map(|row| LinkedUser::from_query_result(row, "")).transpose()?;
    // As the library names the columns of two tables.
    let (contact, chat) =
        (Model::from_query_result(known, "A_")?, chat::Model::from_query_result(known, "B_")?);
    Ok(Some((contact, chat, user)))
}

/// Takes a username from everybody of the tenant but the person who has it now: usernames move between people.
///
/// # Errors
/// When the database fails.
pub async fn take_username<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    username_key: &str,
    holder_telegram_user_id: i64,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::Username, Expr::value(Option::<String>::None))
        .col_expr(Column::UsernameKey, Expr::value(Option::<String>::None))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UsernameKey.eq(username_key))
        .filter(Column::TelegramUserId.ne(holder_telegram_user_id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Sets whether a contact can be written to.
///
/// # Errors
/// When the database fails.
pub async fn set_state<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
    state: ContactState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(contact))
        .filter(Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// Notes that what is stored of a contact was confirmed at `now`.
///
/// # Errors
/// When the database fails.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    Entity::update_many()
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(contact))
        .filter(Column::TenantId.eq(tenant))
        .exec(conn)
        .await?;
    Ok(())
}

/// A contact of the tenant.
///
/// # Errors
/// When the database fails.
pub async fn by_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Option<Model>, DbError> {
    Entity::find_by_id(contact).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// The tenant's contacts whom Telegram last showed under a username (lower case, no `@`): the same person with
/// several of its bots. Oldest first.
///
/// # Errors
/// When the database fails.
pub async fn by_username<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    username_key: &str,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UsernameKey.eq(username_key))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// [`by_username`], with the rows locked until the transaction ends, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub async fn lock_by_username<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    username_key: &str,
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::UsernameKey.eq(username_key))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(conn)
        .await
}

/// The tenant's contacts in the private chat with this Telegram id, one for each bot that knows it; last seen first.
///
/// # Errors
/// When the database fails.
pub async fn by_telegram_chat<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    telegram_chat_id: i64,
) -> Result<Vec<Model>, DbError> {
    let to_chat = Entity::belongs_to(chat::Entity).from(Column::ChatId).to(chat::Column::Id).into();
    Entity::find()
        .join(JoinType::InnerJoin, to_chat)
        .filter(Column::TenantId.eq(tenant))
        .filter(chat::Column::TenantId.eq(tenant))
        .filter(chat::Column::TelegramChatId.eq(telegram_chat_id))
        .order_by_desc(Column::UpdatedAt)
        .all(conn)
        .await
}

/// The contact of a private chat's row.
///
/// # Errors
/// When the database fails.
pub async fn by_chat<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    chat: ChatId,
) -> Result<Option<Model>, DbError> {
    Entity::find().filter(Column::ChatId.eq(chat)).filter(Column::TenantId.eq(tenant)).one(conn).await
}

/// The contact's support thread, if it has one.
///
/// # Errors
/// When the database fails.
pub async fn conversation<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Option<conversation::Model>, DbError> {
    conversation::Entity::find()
        .filter(conversation::Column::ContactId.eq(contact))
        .filter(conversation::Column::TenantId.eq(tenant))
        .one(conn)
        .await
}

/// Contacts of the tenant, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    ids: &[ContactId],
) -> Result<Vec<Model>, DbError> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::TenantId.eq(tenant))
        .all(conn)
        .await
}
