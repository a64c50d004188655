#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A thread of the operating system: for what blocks (a poll, a read, an fsync), which must not
/// do so on one of Swift's cooperative threads.
///
/// `@unchecked Sendable`: a thread's handle is only a number to the functions that take it.
package struct SystemThread: @unchecked Sendable {
    /// The system has no thread left; `number` is what `pthread_create` said.
    package struct Unavailable: Error, Equatable, Sendable {
        package let number: Int32
    }

    private let handle: pthread_t

    /// Starts `body` at once. Call `join` or `detach` once, or the thread's end is never tidied.
    ///
    /// `name` is what tools show (top -H, perf, gdb); Linux keeps its first 15 bytes.
    /// `stackBytes`: what the body needs, when it is known to be little; nil is the system's 8 MiB
    /// of address space.
    package init(
        name: String = "signalbox", stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(Unavailable) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        // Refused when it is less than the system's least: then the thread is merely larger.
        if let stackBytes { _ = pthread_attr_setstacksize(&attributes, stackBytes) }
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        #if canImport(Glibc)
            var made = pthread_t()
            let number = pthread_create(
                &made, &attributes,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().start()
                    return nil
                }, box.toOpaque())
            let handle: pthread_t? = made
        #else
            var handle: pthread_t?
            let number = pthread_create(
                &handle, &attributes,
                { argument in
                    Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().start()
                    return nil
                }, box.toOpaque())
        #endif
        guard number == 0, let handle else {
            box.release()
            throw Unavailable(number: number)
        }
        self.handle = handle
    }

    /// Whether the caller runs on this thread.
    package var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

    /// Blocks until the body has returned.
    package func join() { pthread_join(handle, nil) }

    /// Nobody will wait for it: it tidies up after itself.
    package func detach() { pthread_detach(handle) }

    /// Blocks the calling thread, which must not be one of Swift's cooperative ones.
    package static func sleep(_ time: Milliseconds) {
        let count = max(0, time.count)
        var left = timespec(
            tv_sec: Int(count / 1000), tv_nsec: Int(count % 1000 * 1_000_000))
        var rest = timespec()
        while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
    }

    /// Carries the closure through C's `void *`.
    private final class Body: Sendable {
        private let name: String
        private let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }

        /// On the new thread. Nothing depends on the name: where it cannot be set, there is none.
        func start() {
            #if canImport(Glibc)
                // Source: proc(5), /proc/pid/comm. pthread_setname_np is for _GNU_SOURCE only.
                let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
                if file >= 0 {
                    name.withBytes { _ = write(file, $0.baseAddress, min($0.count, 15)) }
                    close(file)
                }
            #else
                pthread_setname_np(name)
            #endif
            run()
        }
    }
}
