//! A document on its way to execution: its text is looked at ([`text`]), parsed once, limited ([`limits`]), validated, and
//! kept ([`cache`]); the variables of a request are checked against it ([`variables`]).
//!
//! Called by [`crate::execution`]. Nothing here calls a resolver. What fails is the caller's document.

pub(crate) mod cache;
pub(crate) mod input_types;
pub(crate) mod limits;
pub(crate) mod literals;
pub(crate) mod persisted;
pub(crate) mod shape;
pub(crate) mod text;
pub(crate) mod values;
pub(crate) mod variables;
