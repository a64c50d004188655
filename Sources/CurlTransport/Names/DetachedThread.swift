#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread that nobody waits for: a hanging lookup must not hold up the process's end.
enum DetachedThread {
    private final class Work {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// getaddrinfo's own needs, with room; the default of 8 MiB is not used.
    private static let stackBytes = 512 << 10

    /// False when the operating system gives no thread.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        // Without these two settings it would merely be larger, or keep its exit status.
        _ = pthread_attr_setstacksize(&attributes, stackBytes)
        _ = pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let work = Unmanaged.passRetained(Work(run))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, work.toOpaque())
        if code != 0 { work.release() }
        return code == 0
    }
}
