//! Everybody who may come, each with a letter.

use switchboard_services::Scope;
use switchboard_tests::{Caller, Claims, House};

use crate::contract_0::api_keys::key;

/// Nobody, in the tables.
pub(super) const NOBODY: char = '-';

/// Roles of tokens.
const ROLES: [(char, &str); 3] = [('u', "user"), ('o', "site_owner"), ('a', "admin")];

/// API keys, each with one scope.
const KEYS: [(char, Scope); 10] = [
    ('P', Scope::Own),
    ('M', Scope::Messages),
    ('N', Scope::Notifications),
    ('F', Scope::Force),
    ('I', Scope::Integrations),
    ('C', Scope::Channels),
    ('L', Scope::Leads),
    ('D', Scope::Deliveries),
    ('K', Scope::Keys),
    ('E', Scope::Erasure),
];

/// Everybody of a tenant, and nobody.
pub(super) async fn of(house: &House, tenant: &str) -> Vec<(char, Caller)> {
    assert_eq!(KEYS.map(|(_, scope)| scope), Scope::ALL, "each scope has a key here");
    let mut cast = vec![(NOBODY, house.nobody())];
    for (number, (letter, role)) in (0..).zip(ROLES) {
        let caller = house.caller(&Claims::of(10 + number).tenant(tenant).role(role));
        // The first call makes the user.
        assert_eq!(caller.viewer().await.status, 200);
        cast.push((letter, caller));
    }
    for (letter, scope) in KEYS {
        // A user of its own: some things may be asked for a few times an hour only.
        house.caller(&Claims::of(20).tenant(tenant)).viewer().await;
        let user = (scope == Scope::Own).then_some("20");
        let (_, secret) = key(house, tenant, &[scope], user).await;
        cast.push((letter, house.bearer(&secret)));
    }
    cast
}
