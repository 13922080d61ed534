//! An act and its line come and go together, and only admins of the tenant read them.

use std::net::IpAddr;

use switchboard_store::{
    ApiKeyId,
    pages::{Slice, Span},
};

use super::{Act, ActorKind, Audit, AuditEntry, AuditFilter, By, record};
use crate::{
    actor::{Actor, Credential, Origin, Role, Scope},
    error::Error,
    people::fixture::{Home, House},
    units::Units,
    work::Work,
};

async fn scene() -> (House, Home, Audit) {
    let house = House::open().await;
    let home = house.home("acme", 500, |_| {}).await;
    let audit = Audit::new(house.core.clone());
    (house, home, audit)
}

fn whole() -> Span<uuid::Uuid> {
    Span { after: None, before: None, take: 100, from_end: false }
}

async fn lines(audit: &Audit, admin: &Actor) -> Vec<AuditEntry> {
    audit.list(admin, &AuditFilter::default(), &whole()).await.unwrap().rows
}

#[tokio::test]
async fn a_line_says_who_did_what_to_what_and_from_where() {
    let (house, home, audit) = scene().await;
    let address: IpAddr = "2001:db8::7".parse().unwrap();
    let admin = Actor { origin: Origin(Some(address)), ..house.caller(&home, "1", Role::Admin).await };
    let unit = Units::new(house.core.clone()).create(&admin, "Shop").await.unwrap();
    let key = ApiKeyId::new(house.now());
    let program = Actor { credential: Credential::ApiKey(key, vec![Scope::Integrations]), ..admin.clone() };
    Units::new(house.core.clone()).rename(&program, unit.id, "Store").await.unwrap();
    let work = Work::begin(&house.core).await.unwrap();
    record(&work, By::Telegram(home.tenant, 77), Act::UnitDeleted(unit.id)).await.unwrap();
    record(&work, By::Environment(home.tenant), Act::UnitDeleted(unit.id)).await.unwrap();
    work.commit().await.unwrap();
    let seen = lines(&audit, &admin).await;
    let short: Vec<_> = seen
        .iter()
        .map(|line| (line.actor_kind, line.actor_id.clone(), line.act.as_str(), line.address.as_deref()))
        .collect();
    let from = Some("2001:db8::7");
    assert_eq!(
        short,
        [
            (ActorKind::Operator, None, "unit.deleted", None),
            (ActorKind::Telegram, Some("77".to_owned()), "unit.deleted", None),
            (ActorKind::ApiKey, Some(key.to_string()), "unit.renamed", from),
            (ActorKind::User, Some("1".to_owned()), "unit.created", from),
        ]
    );
    assert!(seen.iter().all(|line| line.object_id == unit.id.to_string() && line.happened_at == house.now()));
}

#[tokio::test]
async fn an_act_that_was_undone_leaves_no_line() {
    let (house, home, audit) = scene().await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    let work = Work::begin(&house.core).await.unwrap();
    record(&work, &admin, Act::UnitCreated(switchboard_store::UnitId::new(house.now()))).await.unwrap();
    drop(work);
    assert_eq!(lines(&audit, &admin).await, []);
    let units = Units::new(house.core.clone());
    let default = units.list(&admin).await.unwrap().remove(0);
    assert!(matches!(units.delete(&admin, default.id).await, Err(Error::Conflict(_))));
    assert_eq!(lines(&audit, &admin).await, [], "nor does one that was refused");
}

#[tokio::test]
async fn only_admins_read_and_only_their_own_tenants_lines() {
    let (house, home, audit) = scene().await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    Units::new(house.core.clone()).create(&admin, "Shop").await.unwrap();
    let elsewhere = house.home("other", 600, |_| {}).await;
    let stranger = house.caller(&elsewhere, "1", Role::Admin).await;
    assert_eq!(lines(&audit, &stranger).await, []);
    let filter = AuditFilter::default();
    assert_eq!(audit.count(&stranger, &filter).await.unwrap(), 0);
    assert_eq!(audit.count(&admin, &filter).await.unwrap(), 1);
    let owner = house.caller(&home, "2", Role::SiteOwner).await;
    let everything = Credential::ApiKey(ApiKeyId::new(house.now()), Scope::ALL.to_vec());
    for nobody in [owner.clone(), Actor { credential: everything, ..owner }] {
        assert!(matches!(audit.list(&nobody, &filter, &whole()).await, Err(Error::Forbidden(_))));
        assert!(matches!(audit.count(&nobody, &filter).await, Err(Error::Forbidden(_))));
    }
}

#[tokio::test]
async fn a_filter_narrows_and_pages_follow_each_other() {
    let (house, home, audit) = scene().await;
    let admin = house.caller(&home, "1", Role::Admin).await;
    let units = Units::new(house.core.clone());
    let (shop, _) = (units.create(&admin, "A").await.unwrap(), units.create(&admin, "B").await.unwrap());
    units.rename(&admin, shop.id, "C").await.unwrap();
    let object_id = Some(shop.id.to_string());
    let of_shop = AuditFilter { object_id, ..AuditFilter::default() };
    let created = AuditFilter { act: Some("unit.created".to_owned()), ..AuditFilter::default() };
    let by_nobody = AuditFilter { actor_id: Some("9".to_owned()), ..AuditFilter::default() };
    let by_keys = AuditFilter { actor_kind: Some(ActorKind::ApiKey), ..AuditFilter::default() };
    for (filter, count) in [(&of_shop, 2), (&created, 2), (&by_nobody, 0), (&by_keys, 0)] {
        assert_eq!(audit.count(&admin, filter).await.unwrap(), count, "{filter:?}");
    }
    let page = Span { take: 1, ..whole() };
    let Slice { rows, has_more } = audit.list(&admin, &of_shop, &page).await.unwrap();
    assert!(has_more && rows[0].act == "unit.renamed");
    let next = Span { after: Some(rows[0].id.0), ..page };
    let Slice { rows, has_more } = audit.list(&admin, &of_shop, &next).await.unwrap();
    assert!(!has_more && rows[0].act == "unit.created");
}
