import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The threads that carry bytes between connections and the pipeline. All listeners of a process
/// share them.
package enum ListenerThreads {
    /// Makes them as many as the processors that this process may run on. NIO would count those of
    /// the machine (or of the container's group): four threads on two processors take turns, which
    /// costs more than it brings.
    ///
    /// Of use only before anything else in the process has opened a connection. The variable by
    /// which NIO is told a number keeps its say.
    package static func fit() { _ = fitted }

    private static let fitted: Void = {
        guard getenv("NIO_SINGLETON_GROUP_LOOP_COUNT") == nil else { return }
        NIOSingletons.groupLoopCountSuggestion = ProcessorCount.available
    }()
}
