//! A field of a change: left out, cleared by an explicit null, or given.

use serde::{Deserialize, Deserializer};

/// One field of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Left out: it stays.
    #[default]
    Kept,
    /// Null.
    Cleared,
    /// Given.
    Set(T),
}

impl<T> Field<T> {
    /// The given value.
    pub fn as_set(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Kept | Self::Cleared => None,
        }
    }

    /// Changes what can be missing.
    pub(super) fn apply(self, to: &mut Option<T>) {
        match self {
            Self::Kept => {}
            Self::Cleared => *to = None,
            Self::Set(value) => *to = Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    /// Only called for a field that is there; `#[serde(default)]` on it makes it [`Field::Kept`] otherwise.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Cleared, Self::Set))
    }
}
