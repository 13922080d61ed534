//! Units are a tenant's own, and empty when they go.

use crate::{
    actor::Role,
    error::Error,
    people::fixture::House,
    units::{Unit, Units},
};

fn titles(units: &[Unit]) -> Vec<&str> {
    units.iter().map(|unit| unit.title.as_str()).collect()
}

#[tokio::test]
async fn a_unit_is_made_renamed_and_deleted_by_whoever_manages_integrations() {
    let house = House::open().await;
    let home = house.home("acme", 500, |_| {}).await;
    let (owner, user) =
        (house.caller(&home, "1", Role::SiteOwner).await, house.caller(&home, "2", Role::User).await);
    let units = Units::new(house.core.clone());
    let made = units.create(&owner, " Shop ").await.unwrap();
    assert_eq!(titles(&units.list(&owner).await.unwrap()), ["Default", "Shop"]);
    units.rename(&owner, made.id, "Store").await.unwrap();
    assert_eq!(titles(&units.list(&owner).await.unwrap()), ["Default", "Store"]);
    units.delete(&owner, made.id).await.unwrap();
    assert_eq!(titles(&units.list(&owner).await.unwrap()), ["Default"]);
    assert!(matches!(units.rename(&owner, made.id, "x").await, Err(Error::NotFound(_))));
    assert!(matches!(units.create(&user, "x").await, Err(Error::Forbidden(_))));
    assert!(matches!(units.list(&user).await, Err(Error::Forbidden(_))));
    for title in ["", " ", "a\u{0}b", &"x".repeat(256)] {
        assert!(matches!(units.create(&owner, title).await, Err(Error::BadInput(_))), "{title:?}");
    }
}

#[tokio::test]
async fn the_default_unit_and_one_with_bots_stay_and_foreign_ones_are_unknown() {
    let house = House::open().await;
    let home = house.home("acme", 500, |_| {}).await;
    let owner = house.caller(&home, "1", Role::SiteOwner).await;
    let units = Units::new(house.core.clone());
    let default = units.list(&owner).await.unwrap().remove(0);
    assert!(default.is_default);
    assert!(matches!(units.delete(&owner, default.id).await, Err(Error::Conflict(_))));
    let other = units.create(&owner, "Other").await.unwrap();
    house.home("acme", 600, |row| row.unit_id = other.id).await;
    assert!(matches!(units.delete(&owner, other.id).await, Err(Error::Conflict(_))));
    let elsewhere = house.home("other", 700, |_| {}).await;
    let stranger = house.caller(&elsewhere, "1", Role::Admin).await;
    let (foreign, missing) = (
        units.delete(&stranger, other.id).await,
        units.delete(&stranger, switchboard_store::UnitId::new(house.now())).await,
    );
    assert_eq!(foreign.unwrap_err().public_text(), missing.unwrap_err().public_text());
}
