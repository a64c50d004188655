import Glibc
package import Model

/// Starts operating-system threads: what blocks (a poll, a read, an fsync) must not do so on a
/// thread of Swift's cooperative pool.
package enum WorkerThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a thread of its own, which ends with it.
    static func start(_ body: @escaping @Sendable () -> Void) throws(EngineError) {
        let box = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw .thread(code)
        }
        pthread_detach(thread)
    }

    /// Blocks the calling thread, which must not be one of Swift's cooperative ones.
    package static let sleep: @Sendable (Milliseconds) -> Void = { time in
        let count = max(0, time.count)
        var left = timespec(
            tv_sec: Int(count / 1000), tv_nsec: Int(count % 1000 * 1_000_000))
        var rest = timespec()
        while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
    }
}
