//! Whose call it is, as far as counting goes.

use std::net::{IpAddr, Ipv6Addr};

use switchboard_store::{ApiKeyId, UserId};

use crate::actor::{Actor, Credential, Origin};

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The command line: never limited.
    Operator,
    /// A key, whoever it acts as.
    Key(ApiKeyId),
    /// A user, by whatever token.
    User(UserId),
    /// Nobody, from there.
    Network(Network),
}

/// An IPv4 address, or the /64 of an IPv6 one: whoever has one such address has all of them. `None` where the address is
/// not known, as for a Unix socket; these share one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Network(Option<IpAddr>);

impl Subject {
    pub(super) fn of(actor: Option<&Actor>, origin: Origin) -> Self {
        let Some(actor) = actor else { return Self::Network(Network::of(origin)) };
        match (&actor.credential, &actor.user) {
            (Credential::Operator, _) => Self::Operator,
            (Credential::ApiKey(key, _), _) => Self::Key(*key),
            (Credential::Token(_), Some(user)) => Self::User(user.id),
            (Credential::Token(_), None) => Self::Network(Network::of(origin)),
        }
    }
}

impl Network {
    pub(super) fn of(Origin(address): Origin) -> Self {
        Self(address.map(|address| match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) & (u128::MAX << 64))),
            v4 @ IpAddr::V4(_) => v4,
        }))
    }
}
