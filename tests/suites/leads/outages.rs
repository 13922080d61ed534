//! Telegram's troubles never fail a lead.

use reqwest::Method;
use switchboard_tests::{Plan, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

use super::{ivan, post, set, with_owner};

async fn while_telegram_is_down_leads_are_taken_and_told_later(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let down = house.sim.fault(Fault::new(FaultKind::ResetBefore).method("sendMessage"));
    let called = house.sim.last_call();
    let answer = post(&house.admin(), ivan()).await;
    assert_eq!((answer.status, answer.body["notice"].as_str()), (201, Some("accepted")));
    let tried =
        house.sim.wait_for_call(called, switchboard_tests::PATIENCE, |call| call.fault.is_some()).await;
    assert!(tried.is_some(), "it was tried in vain");
    assert_eq!(house.admin().rest(Method::GET, "/leads", None).await.body["total"], 1);
    house.sim.remove_fault(down);
    reads(&owner, "Новая заявка с сайта").await;
    house.close().await;
}

async fn a_lead_stays_when_its_owner_cannot_be_reached(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    house.announce("bot was blocked by the user");
    owner.block().unwrap();
    assert_eq!(post(&house.admin(), ivan()).await.status, 201);
    house.quiet().await;
    assert_eq!(house.admin().rest(Method::GET, "/leads", None).await.body["total"], 1);
    house.close().await;
}

async fn a_lead_stays_when_the_owners_chat_does_not_exist(plan: Plan) {
    let (house, _) = with_owner(plan).await;
    house.announce("chat not found");
    set(&house, "owner_chat_id = -1001234567890").await;
    assert_eq!(post(&house.admin(), ivan()).await.status, 201);
    house.quiet().await;
    assert_eq!(house.admin().rest(Method::GET, "/leads", None).await.body["total"], 1);
    house.close().await;
}

on_both!(
    while_telegram_is_down_leads_are_taken_and_told_later,
    a_lead_stays_when_its_owner_cannot_be_reached,
    a_lead_stays_when_the_owners_chat_does_not_exist,
);
