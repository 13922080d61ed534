//! Linked users who are to be told something, each with all that decides whether and how: one read instead of five.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IdenStatic as _,
    Iterable as _, JoinType, QueryFilter, QueryResult, QuerySelect, QueryTrait as _, RelationDef, Select,
    sea_query::{Asterisk, Expr, ExprTrait as _, Func, Query, SelectStatement},
};

use crate::{
    ContactId, ConversationId, DbError, TenantId, UserId,
    entities::{
        app_user, contact, conversation, integration, integration::DeliveryPolicy, link,
        notification_preference as preference,
    },
};

/// Marks the columns of what a user wants.
const PREFERENCE: &str = "preference_";
/// The column of the user's id in the host application.
const EXTERNAL_ID: &str = "addressee_external_id";

/// A linked user and their chat.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub user: UserId,
    pub contact: contact::Model,
    /// `None` when the tenant is not connected with the contact's bot any more.
    pub voice: Option<Voice>,
    /// What the user wants, if they ever said so.
    pub preferences: Option<preference::Model>,
    pub conversation: Option<ConversationId>,
}

/// The integration of the bot that speaks with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    pub is_active: bool,
    pub delivery_policy: DeliveryPolicy,
}

/// The tenant's user with this id in the host application, if they are linked.
///
/// # Errors
/// When the database fails.
pub async fn by_external_id<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    external_id: &str,
) -> Result<Option<Addressee>, DbError> {
    let linked = linked(tenant).filter(app_user::Column::ExternalId.eq(external_id));
    linked.into_model::<Addressee>().one(conn).await
}

/// Those of the tenant's users with these ids in the host application who are linked, by these ids.
///
/// # Errors
/// When the database fails.
pub async fn by_external_ids<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    external_ids: &[String],
) -> Result<HashMap<String, Addressee>, DbError> {
    // PostgreSQL takes no NUL, and nobody's id has one: one caller's must not be the end of the others' question.
    let possible: Vec<&str> =
        external_ids.iter().map(String::as_str).filter(|id| !id.contains('\0')).collect();
    let linked = linked(tenant).column_as(app_user::Column::ExternalId, EXTERNAL_ID);
    let rows = match conn.get_database_backend() {
        DbBackend::Postgres => conn.query_all(&each_of(linked, &possible)).await?,
        _ => {
            let asked = Expr::value(serde_json::json!(possible).to_string());
            let external_id = Expr::col(app_user::Column::ExternalId.as_column_ref());
            let among = Expr::cust_with_exprs("? in (select value from json_each(?))", [external_id, asked]);
            conn.query_all(&linked.filter(among).into_query()).await?
        }
    };
    let named =
        |row: &QueryResult| Ok((row.try_get("", EXTERNAL_ID)?, Addressee::from_query_result(row, "")?));
    rows.iter().map(named).collect()
}

/// Each for itself: joined as a whole, PostgreSQL compares all users of a tenant with all of its contacts until it has looked how many
/// there are.
fn each_of(linked: Select<contact::Entity>, external_ids: &[&str]) -> SelectStatement {
    let is_asked_for =
        Expr::cust_with_expr("$1 = asked.value", Expr::col(app_user::Column::ExternalId.as_column_ref()));
    let one = linked.filter(is_asked_for).limit(1).into_query();
    let asked = Func::cust("jsonb_array_elements_text")
        .arg(Expr::value(serde_json::json!(external_ids).to_string()).cast_as("jsonb"));
    Query::select()
        .column(("found", Asterisk))
        .from_function(asked, "asked")
        .join_lateral(JoinType::InnerJoin, one, "found", Condition::all().add(Expr::cust("true")))
        .take()
}

/// Who is linked with the tenant's contact now.
///
/// # Errors
/// When the database fails.
pub async fn by_contact<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Option<Addressee>, DbError> {
    let linked = linked(tenant).filter(contact::Column::Id.eq(contact));
    linked.into_model::<Addressee>().one(conn).await
}

/// The tenant's, to be narrowed down.
pub(crate) fn linked(tenant: TenantId) -> Select<contact::Entity> {
    let of_contact: RelationDef = contact::Entity::belongs_to(link::Entity)
        .from(contact::Column::Id)
        .to(link::Column::ContactId)
        .on_condition(|_, link| Expr::col((link, link::Column::UnlinkedAt)).is_null().into())
        .into();
    let of_user =
        link::Entity::belongs_to(app_user::Entity).from(link::Column::UserId).to(app_user::Column::Id);
    let of_bot: RelationDef = contact::Entity::belongs_to(integration::Entity)
        .from((contact::Column::BotId, contact::Column::TenantId))
        .to((integration::Column::BotId, integration::Column::TenantId))
        .on_condition(|_, voice| Expr::col((voice, integration::Column::DeletedAt)).is_null().into())
        .into();
    let of_conversation = contact::Entity::belongs_to(conversation::Entity)
        .from((contact::Column::Id, contact::Column::TenantId))
        .to((conversation::Column::ContactId, conversation::Column::TenantId));
    let wants = app_user::Entity::belongs_to(preference::Entity)
        .from((app_user::Column::Id, app_user::Column::TenantId))
        .to((preference::Column::UserId, preference::Column::TenantId));
    let linked = contact::Entity::find()
        .join(JoinType::InnerJoin, of_contact)
        .join(JoinType::InnerJoin, of_user.into())
        .join(JoinType::LeftJoin, of_bot)
        .join(JoinType::LeftJoin, of_conversation.into())
        .join(JoinType::LeftJoin, wants.into())
        .column_as(app_user::Column::Id, "addressee_user")
        .column_as(integration::Column::IsActive, "voice_is_active")
        .column_as(integration::Column::DeliveryPolicy, "voice_delivery_policy")
        .column_as(conversation::Column::Id, "addressee_conversation")
        .filter(contact::Column::TenantId.eq(tenant))
        .filter(link::Column::TenantId.eq(tenant))
        .filter(app_user::Column::TenantId.eq(tenant));
    preference::Column::iter()
        .fold(linked, |linked, column| linked.column_as(column, format!("{PREFERENCE}{}", column.as_str())))
}

impl FromQueryResult for Addressee {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbError> {
        let is_active: Option<bool> = row.try_get(prefix, "voice_is_active")?;
        let delivery_policy: Option<DeliveryPolicy> = row.try_get(prefix, "voice_delivery_policy")?;
        let voice = is_active.zip(delivery_policy);
        Ok(Self {
            user: row.try_get(prefix, "addressee_user")?,
            contact: contact::Model::from_query_result(row, prefix)?,
            voice: voice.map(|(is_active, delivery_policy)| Voice { is_active, delivery_policy }),
            preferences: preference::Model::from_query_result_optional(row, PREFERENCE)?,
            conversation: row.try_get(prefix, "addressee_conversation")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Scene, TENANT};

    /// Otherwise all users of a tenant are compared with all of its contacts until PostgreSQL has counted them.
    #[tokio::test]
    async fn postgres_looks_each_of_them_up_by_its_id() {
        let scene = Scene::postgres().await;
        let linked = linked(TenantId(TENANT)).column_as(app_user::Column::ExternalId, EXTERNAL_ID);
        let mut explain = DbBackend::Postgres.build(&each_of(linked, &["7", "8"]));
        explain.sql = format!("explain {}", explain.sql);
        let plan = scene.db.reader().query_all_raw(explain).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let by_id =
            |line: &&String| line.contains("Index Cond") && line.contains("external_id = asked.value");
        assert!(plan.iter().any(|line| by_id(&line)), "{}", plan.join("\n"));
        scene.close().await;
    }
}
