import Model

/// A machine that the gateway runs on: its clock goes on when the process does not.
struct Node {
    var life: Life?
    /// How far its wall clock is from virtual time.
    var clockOffset = Milliseconds.zero
    /// Targets that it is to send to.
    var owned: Set<String> = []
    /// It is off, or out of reach of the store, since then.
    var goneSince: Timestamp?
}
