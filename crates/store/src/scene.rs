//! A database of one test's own, of either kind, with a bot, two chats and a linked contact to refer to.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DbBackend};
use uuid::Uuid;

use crate::{Db, OpenOptions, next_uuid};

pub(crate) const TENANT: Uuid = Uuid::from_u128(1);
const UNIT: Uuid = Uuid::from_u128(2);
const INTEGRATION: Uuid = Uuid::from_u128(3);
pub(crate) const USER: Uuid = Uuid::from_u128(4);
pub(crate) const CONTACT: Uuid = Uuid::from_u128(5);
pub(crate) const BOT: i64 = 42;
/// Two chats of the bot.
pub(crate) const CHATS: [i64; 2] = [7, 8];

/// What messages and sends refer to.
const PREMISES: &str = "
    insert into tenant (id, slug, created_at) values ({tenant}, 'default', {now});
    insert into unit (id, tenant_id, title, is_default, created_at) values ({unit}, {tenant}, 'Unit', true, {now});
    insert into integration (id, tenant_id, unit_id, is_default, configured_by, scope, webhook_key, is_active,
        delivery_policy, created_at, updated_at)
        values ({integration}, {tenant}, {unit}, true, 'api', 'both', 'key', true, 'resend', {now}, {now});
    insert into bot (id, integration_id, tenant_id, state, token_version, epoch, next_offset)
        values (42, {integration}, {tenant}, 'active', 1, 0, 0);
    insert into chat (id, bot_id, tenant_id, telegram_chat_id, kind, first_seen_at, last_seen_at)
        values (7, 42, {tenant}, 70, 'private', {now}, {now}), (8, 42, {tenant}, 80, 'private', {now}, {now});
    insert into app_user (id, tenant_id, external_id, created_at, updated_at)
        values ({user}, {tenant}, '7', {now}, {now});
    insert into contact (id, tenant_id, bot_id, chat_id, telegram_user_id, first_name, state, created_at, updated_at)
        values ({contact}, {tenant}, 42, 7, 70, 'Ann', 'active', {now}, {now});
";

/// A database with the premises.
pub(crate) struct Scene {
    pub(crate) db: Db,
    _folder: Option<tempfile::TempDir>,
    /// The server and the name of a database to be removed.
    removal: Option<(String, String)>,
}

impl Scene {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("scene.db").display());
        Self { db: prepared(url).await, _folder: Some(folder), removal: None }
    }

    pub(crate) async fn postgres() -> Self {
        #[expect(clippy::disallowed_methods, reason = "says where to test, and is no setting of the product")]
        let server = std::env::var("SWITCHBOARD_TEST_POSTGRES")
            .expect("SWITCHBOARD_TEST_POSTGRES is not set; scripts/test starts a PostgreSQL and sets it");
        let name = format!("switchboard_{}", next_uuid(now()).simple());
        on_server(&server, &format!("create database {name}")).await;
        let (before, _) = server.rsplit_once('/').expect("an address with a database");
        let db = prepared(format!("{before}/{name}")).await;
        Self { db, _folder: None, removal: Some((server, name)) }
    }

    pub(crate) async fn close(self) {
        self.db.close().await.unwrap();
        if let Some((server, name)) = self.removal {
            on_server(&server, &format!("drop database if exists {name} with (force)")).await;
        }
    }
}

async fn prepared(url: String) -> Db {
    let db = Db::open(&OpenOptions { url, max_connections: 8 }).await.unwrap();
    db.migrate().await.unwrap();
    let uuid = |id: Uuid| match db.writer().get_database_backend() {
        DbBackend::Postgres => format!("'{id}'"),
        _ => format!("x'{}'", id.simple()),
    };
    let named = [
        ("{tenant}", uuid(TENANT)),
        ("{unit}", uuid(UNIT)),
        ("{integration}", uuid(INTEGRATION)),
        ("{user}", uuid(USER)),
        ("{contact}", uuid(CONTACT)),
        ("{now}", format!("'{}'", now().to_rfc3339())),
    ];
    let premises = named.iter().fold(PREMISES.to_owned(), |sql, (name, value)| sql.replace(name, value));
    db.writer().execute_unprepared(&premises).await.unwrap();
    db
}

async fn on_server(url: &str, statement: &str) {
    let db = Db::open(&OpenOptions { url: url.to_owned(), max_connections: 1 }).await.unwrap();
    db.writer().execute_unprepared(statement).await.expect(statement);
    db.close().await.unwrap();
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}
