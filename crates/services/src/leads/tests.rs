//! Rules that are easiest seen in the outbox. The texts are tested end to end.

use switchboard_store::entities::outbox;

use super::{LeadNotice, Leads, NewLead, Span};
use crate::{
    Role,
    people::fixture::{Home, House, payload},
};

fn ivan() -> NewLead {
    NewLead { name: Some("Иван".to_owned()), ..NewLead::default() }
}

async fn house_with(owner: Option<i64>, is_active: bool) -> (House, Home) {
    let house = House::open().await;
    let change = |row: &mut switchboard_store::entities::integration::Model| {
        (row.is_default, row.owner_chat_id, row.is_active) = (true, owner, is_active);
    };
    let home = house.home("default", 1, change).await;
    (house, home)
}

#[tokio::test]
async fn a_lead_is_stored_whether_or_not_anybody_can_be_told() {
    for (owner, is_active, notice) in [
        (Some(77), true, LeadNotice::Accepted),
        (Some(77), false, LeadNotice::Inactive),
        (None, true, LeadNotice::NoOwnerChat),
    ] {
        let (house, home) = house_with(owner, is_active).await;
        let caller = house.caller(&home, "7", Role::SiteOwner).await;
        let leads = Leads::new(house.core.clone());
        let lead = leads.submit(&caller, ivan()).await.unwrap();
        assert_eq!(lead.notice, notice);
        assert_eq!(house.texts(&home, 0).await.len(), usize::from(notice == LeadNotice::Accepted));
        let page = leads.page(&caller, 0, 20).await.unwrap();
        assert_eq!((page.leads, page.total), (vec![lead], 1));
    }
}

#[tokio::test]
async fn the_owner_is_told_without_a_preview() {
    let (house, home) = house_with(Some(-1_001_234_567_890), true).await;
    let caller = house.caller(&home, "7", Role::Admin).await;
    Leads::new(house.core.clone()).submit(&caller, ivan()).await.unwrap();
    let sends: Vec<outbox::Model> = house.accepted(&home, 0).await;
    let params = payload(&sends[0]);
    assert_eq!(
        (params["parse_mode"].as_str(), &params["link_preview_options"]["is_disabled"]),
        (Some("HTML"), &true.into())
    );
}

#[tokio::test]
async fn users_neither_post_nor_read_leads_and_pages_have_limits() {
    let (house, home) = house_with(None, true).await;
    let leads = Leads::new(house.core.clone());
    let user = house.caller(&home, "7", Role::User).await;
    assert_eq!(leads.submit(&user, ivan()).await.unwrap_err().code(), "FORBIDDEN");
    assert_eq!(leads.page(&user, 0, 20).await.unwrap_err().code(), "FORBIDDEN");
    let span = Span { after: None, before: None, take: 20, from_end: false };
    assert_eq!(leads.list(&user, &span).await.unwrap_err().code(), "FORBIDDEN");
    assert_eq!(leads.count(&user).await.unwrap_err().code(), "FORBIDDEN");
    let owner = house.caller(&home, "8", Role::SiteOwner).await;
    for (page, size) in [(-1, 20), (0, 0), (0, 101), (0, -5), (i64::MAX, 100)] {
        assert_eq!(
            leads.page(&owner, page, size).await.unwrap_err().code(),
            "BAD_USER_INPUT",
            "{page} {size}"
        );
    }
}
