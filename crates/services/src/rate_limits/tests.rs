//! Each caller has its own allowance, gets it back evenly, and is forgotten.

use std::{net::IpAddr, time::Duration};

use governor::clock::FakeRelativeClock;

use super::{
    RateLimitSettings, RateLimits,
    cells::Cells,
    subject::{Network, Subject},
};
use crate::{
    actor::{Actor, Credential, Origin, Role, Scope},
    people::fixture::House,
};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_full_allowance_may_be_used_at_once_and_comes_back_evenly() {
    let clock = FakeRelativeClock::default();
    let cells = Cells::new(6, MINUTE, clock.clone()).unwrap();
    for left in (0..6).rev() {
        let taken = cells.take(&"ann");
        assert_eq!((taken.allowance.remaining, taken.refused_for), (left, None));
        assert_eq!(taken.allowance.full_in, Duration::from_secs(10) * (6 - left));
    }
    let refused = cells.take(&"ann");
    assert_eq!((refused.allowance.remaining, refused.refused_for), (0, Some(Duration::from_secs(10))));
    assert_eq!(cells.take(&"ben").allowance.remaining, 5, "somebody else has an allowance of their own");
    clock.advance(Duration::from_secs(9));
    assert_eq!(cells.take(&"ann").refused_for, Some(Duration::from_secs(1)), "a refused call costs nothing");
    clock.advance(Duration::from_secs(1));
    assert_eq!(cells.take(&"ann").refused_for, None, "who waits as long as was said is let through");
    assert!(cells.take(&"ann").refused_for.is_some(), "once");
    clock.advance(MINUTE);
    assert_eq!(cells.take(&"ann").allowance.remaining, 5);
}

#[test]
fn cells_that_are_full_again_are_forgotten_however_many_callers_come() {
    let clock = FakeRelativeClock::default();
    let cells = Cells::new(6_000, MINUTE, clock.clone()).unwrap();
    for caller in 0..100_000_u32 {
        cells.take(&caller);
        // 1000 calls a second, each a cell for 10 ms.
        clock.advance(Duration::from_millis(1));
        assert!(cells.kept() <= 1_100, "{} cells are kept", cells.kept());
    }
}

#[test]
fn zero_is_no_limit() {
    assert!(Cells::<u8, _>::new(0, MINUTE, FakeRelativeClock::default()).is_none());
    let none = RateLimitSettings { window: MINUTE, api_key: 0, user: 0, anonymous: 0 };
    assert_eq!(RateLimits::new(none).take(None, Origin::default()), None);
}

#[test]
fn an_address_is_itself_and_an_ipv6_network_is_one_caller() {
    let network = |text: &str| Network::of(Origin(Some(text.parse::<IpAddr>().unwrap())));
    assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
    assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
}

#[tokio::test]
async fn a_key_counts_as_itself_a_token_as_its_user_and_the_operator_not_at_all() {
    let house = House::open().await;
    let home = house.home("acme", 500, |_| {}).await;
    let user = house.caller(&home, "7", Role::User).await;
    let key = switchboard_store::ApiKeyId::new(house.now());
    let by_key = Actor { credential: Credential::ApiKey(key, vec![Scope::Own]), ..user.clone() };
    let operator = Actor { credential: Credential::Operator, ..user.clone() };
    let of = |actor| Subject::of(actor, Origin::default());
    assert_eq!(of(Some(&user)), Subject::User(user.user.as_ref().unwrap().id));
    assert_eq!(of(Some(&by_key)), Subject::Key(key));
    assert_eq!(of(Some(&operator)), Subject::Operator);
    assert_eq!(of(None), Subject::Network(Network::of(Origin::default())));
}
