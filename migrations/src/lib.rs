//! The schema's history, oldest first. `store` runs it when a database is opened; `switchboard migrate` runs it alone.
//!
//! Migrations are appended and never edited once landed. Each is portable SQL: [`dialect::run`] replaces the few
//! type names that SQLite and PostgreSQL spell differently. A failed migration leaves the database as it was.

mod dialect;
mod m0001_accounts;
mod m0002_integrations;
mod m0003_people;
mod m0004_support;
mod m0005_delivery;
mod m0006_units;
mod m0007_link_tokens;
mod m0008_leads;
mod m0009_events;
mod m0010_delivery_care;
mod m0012_preferences;
mod m0013_channels;
mod m0015_audit;
mod m0017_keys;
mod m0018_many_bots;
mod m0019_amendments;
mod m0020_erasure;
mod m0021_undelivered;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

/// Applies all migrations in order.
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_integrations::Migration),
            Box::new(m0003_people::Migration),
            Box::new(m0004_support::Migration),
            Box::new(m0005_delivery::Migration),
            Box::new(m0006_units::Migration),
            Box::new(m0007_link_tokens::Migration),
            Box::new(m0008_leads::Migration),
            Box::new(m0009_events::Migration),
            Box::new(m0010_delivery_care::Migration),
            Box::new(m0012_preferences::Migration),
            Box::new(m0013_channels::Migration),
            Box::new(m0015_audit::Migration),
            Box::new(m0017_keys::Migration),
            Box::new(m0018_many_bots::Migration),
            Box::new(m0019_amendments::Migration),
            Box::new(m0020_erasure::Migration),
            Box::new(m0021_undelivered::Migration),
        ]
    }
}
