import CCurl

/// libcurl's timer, kept as a number: a timer descriptor would cost a system call at every change.
/// Confined to the transport's thread.
final class SoftwareTimer {
    /// On the monotonic clock; nil: none is set. Fires once.
    private(set) var deadlineMicroseconds: Int64?

    func set(_ milliseconds: Int) {
        if milliseconds < 0 {
            deadlineMicroseconds = nil
        } else if milliseconds == 0 {
            // "Call again now": due whatever the time.
            deadlineMicroseconds = 0
        } else {
            deadlineMicroseconds = ccurl_monotonic_us() + Int64(milliseconds) * 1000
        }
    }

    /// True when it is due; then it is no longer set.
    func fire(now: Int64) -> Bool {
        guard let deadlineMicroseconds, deadlineMicroseconds <= now else { return false }
        self.deadlineMicroseconds = nil
        return true
    }
}
