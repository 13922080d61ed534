//! Places where a test may kill the process, to prove that nothing is lost there. Without the feature `failpoints`
//! nothing of this is compiled; with it, `FAILPOINTS="name=2*off->return"` aborts at the third passage.

/// Dies here if the test asked for it: as `kill -9` would, without any clean-up.
#[cfg(feature = "failpoints")]
macro_rules! failpoint {
    ($name:literal) => {
        fail::fail_point!($name, |_: Option<String>| std::process::abort())
    };
}

/// Nothing.
#[cfg(not(feature = "failpoints"))]
macro_rules! failpoint {
    ($name:literal) => {};
}

pub(crate) use failpoint;

/// Every failpoint of a server. The suite kills at each of them, and fails for one that was never reached.
pub const ALL: &[&str] = &[
    "committed",
    "update_stored",
    "update_before_commit",
    "update_handled",
    "step_before_commit",
    "step_written",
    "before_call",
    "after_call",
    "taken_over",
];
