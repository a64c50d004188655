import Store

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An operating system thread that can be joined.
struct WriterThread: @unchecked Sendable {
    // Sendable because a thread's handle is only a number to the functions that take it.
    private let handle: pthread_t

    var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

    /// Starts at once. Throws `.unavailable` when the system has no thread left.
    init(_ body: @escaping @Sendable () -> Void) throws(StoreError) {
        let box = Unmanaged.passRetained(Body(body))
        #if canImport(Glibc)
            var number = pthread_t()
            let code = pthread_create(
                &number, nil,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                    return nil
                }, box.toOpaque())
            let made: pthread_t? = number
        #else
            var made: pthread_t?
            let code = pthread_create(
                &made, nil,
                { argument in
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                    return nil
                }, box.toOpaque())
        #endif
        guard code == 0, let made else {
            box.release()
            throw .unavailable("no thread for the store: raise the limit of threads")
        }
        self.handle = made
    }

    func join() { pthread_join(handle, nil) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
