//! The scalar `DateTime`.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, Utc};

/// A moment in UTC by RFC 3339, such as `2026-01-31T12:30:00.123456Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

/// A moment in UTC by RFC 3339, such as `2026-01-31T12:30:00.123456Z`.
#[Scalar(specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => match chrono::DateTime::parse_from_rfc3339(text) {
                Ok(moment) => Ok(Self(moment.to_utc())),
                Err(_) => Err(InputValueError::custom("it is no RFC 3339 date and time")),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }
}

impl DateTime {
    /// As it is written.
    pub(super) fn text(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        let east = DateTime::parse(Value::from("2026-01-31T15:30:00.5+03:00")).unwrap();
        assert_eq!(east.to_value(), Value::from("2026-01-31T12:30:00.500Z"));
        assert!(DateTime::parse(Value::from("yesterday")).is_err());
        assert!(DateTime::parse(Value::from(7)).is_err());
    }
}
