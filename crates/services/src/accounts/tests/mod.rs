//! The promises about callers, each broken by somebody who tries.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod api_keys;
mod forgery;
mod house;
mod jwks_endpoint;
mod jwks_file;
mod jwks_url;
mod key_pages;
mod key_rules;
mod key_use;
mod keys;
mod people;
mod settings;
mod times;
mod trusted_keys;
