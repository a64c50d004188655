import CCurl
package import Model
import Synchronization

/// Resolves names for all transports of a process, on a bounded number of threads of its own.
///
/// libcurl's own resolver makes the removal of a transfer wait for a hanging lookup, which would
/// stop the whole shard. Here a hanging lookup occupies one thread of a bounded number, and
/// whoever waited for it goes on at their own deadline. Names whose last lookup failed or was slow
/// get only a part of the threads, so that dead name servers of some targets do not stop the
/// lookups of others; and a name that was known stays known for a while when it cannot be looked
/// up again.
///
/// Threads exist only while there is something to look up. Safe to use from any thread; never
/// blocks.
package final class ResolverPool: Sendable {
    /// Looks one name up; may block for long. Called on the pool's threads.
    package typealias Lookup = @Sendable (String) -> Result<[IPAddress], LookupFailure>

    /// getaddrinfo's own needs, with room.
    private static let stackBytes = 512 << 10

    private let settings: ResolverSettings
    private let lookup: Lookup
    private let now: @Sendable () -> Int64
    private let state: Mutex<ResolverQueue>

    /// `now`: a clock that only goes forward, in microseconds; tests move it by hand.
    package init(
        settings: ResolverSettings = ResolverSettings(),
        lookup: @escaping Lookup = SystemLookup.addresses,
        now: @escaping @Sendable () -> Int64 = { ccurl_monotonic_us() }
    ) {
        self.settings = settings
        self.now = now
        self.lookup = lookup
        state = Mutex(ResolverQueue(settings: settings))
    }

    /// What is known of a name. When it says `pending`, the listener hears later that it is worth
    /// asking again.
    func ask(_ name: String, listener: any NameListener) -> ResolverQueue.Answer {
        let (answer, startsThread) = state.withLock { state in
            state.ask(name, listener: listener, now: now())
        }
        guard startsThread else { return answer }
        do {
            // Detached: a hanging lookup must not hold up the process's end.
            try SystemThread(name: "resolver", stackBytes: Self.stackBytes) { self.work() }.detach()
        } catch {
            let listeners = state.withLock { $0.threadFailed(now: now()) }
            for (name, listener) in listeners { listener.answered(name) }
        }
        return answer
    }

    private func work() {
        while let name = state.withLock({ $0.next() }) {
            let begin = now()
            let result = lookup(name)
            let end = now()
            let isSlow = end - begin > settings.slowMicroseconds
            let listeners = state.withLock { state in
                state.finished(name, result, isSlow: isSlow, now: end)
            }
            for listener in listeners { listener.answered(name) }
        }
    }
}

/// Hears, on a thread of the pool, that a name it waits for has been looked up. Must not block.
protocol NameListener: AnyObject, Sendable {
    func answered(_ name: String)
}
