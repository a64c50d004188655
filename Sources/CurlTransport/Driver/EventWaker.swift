import CCurl
import Engine
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Wakes a transport's thread out of its wait. Safe to use from any thread, also after the
/// transport is closed; several uses before the thread runs cost one system call.
final class EventWaker: TransportWaker {
    let descriptor: Int32
    /// The descriptor was written to since it was last drained.
    private let isRung = Atomic<Bool>(false)
    /// `wake` was called since the last `take`.
    private let isUsed = Atomic<Bool>(false)

    init() throws(CurlTransportError) {
        descriptor = ccurl_eventfd_create()
        guard descriptor >= 0 else { throw .system(call: "eventfd", errno: -descriptor) }
    }

    deinit { close(descriptor) }

    func wake() {
        isUsed.store(true, ordering: .sequentiallyConsistent)
        ring()
    }

    /// Makes the thread look around without ending its `poll`.
    func ring() {
        guard !isRung.exchange(true, ordering: .sequentiallyConsistent) else { return }
        // It can fail only for a descriptor that is none.
        let code = ccurl_eventfd_write(descriptor)
        assert(code == 0)
    }

    /// Called by the thread when the descriptor is readable. True: `wake` was called.
    func take() -> Bool {
        let code = ccurl_eventfd_drain(descriptor)
        assert(code == 0)
        // In this order: who rings from here on writes again, who rang before is seen below.
        isRung.store(false, ordering: .sequentiallyConsistent)
        return isUsed.exchange(false, ordering: .sequentiallyConsistent)
    }
}
