//! Ways to break the protocol. Each must be caught, or the check of the sound protocol says little.

/// One rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::delivery::tests) enum Flaw {
    /// Ids are given without the lane's lock, so that a later one may be committed first.
    AcceptWithoutLaneLock,
    /// A lane is closed because memory says that it is empty.
    CloseWithoutLook,
    /// A send is marked started by whoever believes to own the bot.
    StartWithoutHold,
    /// Whatever state the row is in.
    StartFromAnyState,
    /// The mark is written with the end, after the call.
    CallBeforeMark,
    /// A second send of the lane goes out before the first has ended.
    TwoInFlight,
    /// What goes back goes behind what was read with it.
    ReturnBehind,
    /// An end is recorded under any epoch.
    FinishWithoutEpoch,
    /// A lost answer goes again unflagged.
    ResendUnflagged,
    /// A lost answer goes again under `park` too.
    ParkResends,
    /// What a dead owner started goes again unflagged.
    TakeoverUnflagged,
    /// What a dead owner started goes again under `park` too.
    TakeoverResendsParked,
    /// What a dead owner started is left as it is.
    TakeoverWithoutSettling,
    /// Taking a bot begins no new epoch.
    TakeoverWithoutEpoch,
    /// A late success takes the flag away.
    LateSuccessUnflagged,
}
