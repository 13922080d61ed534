//! CONTRACTS.md, section 5: integrations by unit.

mod list;
mod replace;
mod shown;
mod siblings;

use serde_json::Value;
use switchboard_services::Actor;
use switchboard_tests::House;

/// The operator, within a tenant that somebody has used already.
pub(crate) async fn operator(house: &House, slug: &str) -> Actor {
    house.services().accounts.operator(slug).await.unwrap()
}

/// A unit of a tenant, made as the operator does.
pub(crate) async fn unit(house: &House, tenant: &str, title: &str) -> String {
    let operator = operator(house, tenant).await;
    house.services().units.create(&operator, title).await.unwrap().id.to_string()
}

/// The tenant's default unit.
pub(crate) async fn default_unit(house: &House, tenant: &str) -> String {
    let operator = operator(house, tenant).await;
    let units = house.services().units.list(&operator).await.unwrap();
    units.into_iter().find(|unit| unit.is_default).unwrap().id.to_string()
}

/// Exactly the keys of the contract, sorted.
pub(crate) const KEYS: [&str; 12] = [
    "botId",
    "botToken",
    "createdAt",
    "deletedAt",
    "id",
    "isActive",
    "isTokenMasked",
    "scope",
    "title",
    "unitId",
    "updatedAt",
    "welcomeMessage",
];

pub(crate) fn is_uuid(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == 36 && text.split('-').map(str::len).collect::<Vec<_>>() == [8, 4, 4, 4, 12]
}
