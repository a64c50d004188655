import Dispatching
import Model
import Targets

/// One target's access token: when the next one is asked for, and which attempts wait for it.
///
/// Never two requests at once. What waits holds its place in flight for as long as one request
/// takes, whose time limits are those of the target.
struct TokenKeeper {
    private(set) var token: AccessToken?
    /// Since when a request is on its way.
    private(set) var askedAt: Timestamp?
    private var waiting: [AttemptToken] = []
    /// A refresh ahead of time failed: it need not be tried with every attempt.
    private var refreshAgainAt = Timestamp.zero

    var isIdle: Bool { askedAt == nil && waiting.isEmpty }

    /// The token for this attempt; nil: it waits. `asks`: a request is to be sent now.
    mutating func want(
        _ attempt: AttemptToken, _ now: Timestamp
    ) -> (token: AccessToken?, asks: Bool) {
        let usable = token.flatMap { now < $0.expiresAt ? $0 : nil }
        let asks =
            askedAt == nil
            && (usable.map { now >= max($0.refreshAt, refreshAgainAt) } ?? true)
        if asks { askedAt = now }
        if usable == nil { waiting.append(attempt) }
        return (usable, asks)
    }

    /// The attempts that can go on.
    mutating func got(_ new: AccessToken) -> [AttemptToken] {
        token = new
        return end()
    }

    /// The attempts that have failed with it. A token that is still good stays.
    mutating func failed(_ now: Timestamp) -> [AttemptToken] {
        refreshAgainAt = now + .seconds(5)
        return end()
    }

    private mutating func end() -> [AttemptToken] {
        askedAt = nil
        defer { waiting = [] }
        return waiting
    }

    /// The target does not take it, although its time is not over. One that came since then stays.
    mutating func refused(_ used: AccessToken) {
        if token == used { token = nil }
    }
}
