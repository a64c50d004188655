import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The threads that carry bytes between connections and the pipeline. All listeners of a process
/// share them.
package enum ListenerThreads {
    /// Makes them half as many as the processors that this process may run on, and at least one.
    /// NIO would count all of the machine (or of the container's group), but the writer and the
    /// shards need processors too: with fewer threads each finds more to do when it wakes up, which
    /// costs an event a tenth less on two processors (`docs/performance.md`).
    ///
    /// Of use only before anything else in the process has opened a connection. The variable by
    /// which NIO is told a number keeps its say.
    package static func fit() { _ = fitted }

    private static let fitted: Void = {
        guard getenv("NIO_SINGLETON_GROUP_LOOP_COUNT") == nil else { return }
        NIOSingletons.groupLoopCountSuggestion = count(processors: ProcessorCount.available)
    }()

    static func count(processors: Int) -> Int { max(1, processors / 2) }
}
