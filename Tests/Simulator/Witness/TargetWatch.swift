import Model

/// What the witness saw of one target in one life of a process: when that process ought to leave
/// it alone.
struct TargetWatch {
    let life: Int
    var inFlight = 0
    var failuresInARow = 0
    var openUntil: Timestamp?
    var blockedUntil: Timestamp?
    /// Destinations that are to be left alone.
    var closedUntil: [String: Timestamp] = [:]
    /// Retry-After of the target, or of one that shares its pace.
    var quietUntil: Timestamp?
    /// When the last of these waits was noted: the process hears of it in the same millisecond.
    var notedAt = Timestamp.zero
    var isPaused = false
    /// Clocks jumped ahead by so much, all in all, when these waits began.
    var jumpsThen = Milliseconds.zero

    init(life: Int) { self.life = life }

    /// Waits that began before a jump of the clock say nothing any more.
    mutating func goBy(_ jumps: Milliseconds) {
        guard jumps != jumpsThen else { return }
        jumpsThen = jumps
        (openUntil, blockedUntil, quietUntil) = (nil, nil, nil)
        closedUntil = [:]
    }

    /// It was not configured for a while: failures are counted anew.
    mutating func comeBack() {
        failuresInARow = 0
    }

    /// A person said: go on.
    mutating func resume() {
        isPaused = false
        openUntil = nil
        blockedUntil = nil
        closedUntil = [:]
        failuresInARow = 0
    }
}
