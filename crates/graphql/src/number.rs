//! Ids and counts as clients write them, read strictly. What can be no id of ours answers like an unknown one.

use async_graphql::ID;
use switchboard_services::{Error, Result};
use uuid::Uuid;

/// The page size where none is asked for.
const USUAL: u64 = 20;

/// An id that the database counted.
pub(crate) fn id(id: &ID) -> Result<i64> {
    let is_plain = id.as_str().bytes().all(|byte| byte.is_ascii_digit());
    let read = id.parse().ok().filter(|_| is_plain);
    read.ok_or_else(|| Error::not_found("There is nothing with this id."))
}

/// An id that we made.
pub(crate) fn uuid(id: &ID) -> Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Error::not_found("There is nothing with this id."))
}

/// How many rows are asked for. The service says which counts are good; a negative one is none of them.
pub(crate) fn count(first: Option<i32>) -> Result<u64> {
    first.map_or(Ok(USUAL), |first| Ok(u64::try_from(first).unwrap_or(0)))
}
