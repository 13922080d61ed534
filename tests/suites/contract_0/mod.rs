//! CONTRACTS.md, section 0: who is calling, what they may do, and what stays unseen.

pub(crate) mod api_keys;
mod claims;
mod managing_keys;
mod privacy;
mod roles;
mod tenants;
mod tokens;
mod trusted_keys;
