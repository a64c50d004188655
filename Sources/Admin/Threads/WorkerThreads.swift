import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A few threads for work that blocks (store reads, commits, files), so that neither event loops
/// nor Swift's own threads wait. Work is done in the order in which it came.
package final class WorkerThreads: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var threads: [pthread_t] = []
        var isClosed = false
    }

    private let state = Monitor(State())
    private let waitingMax: Int

    /// `waitingMax` calls may wait; more are refused.
    package init(threads: Int = 2, waitingMax: Int = Limits.adminWaitingMax) {
        precondition(threads >= 1)
        self.waitingMax = waitingMax
        for _ in 0..<threads { start() }
    }

    /// Runs `work` on one of the threads; nil when too much waits already, or after `close`.
    /// Cancelling the task does not stop it.
    package func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async -> Value? {
        await withCheckedContinuation { continuation in
            let isTaken = state.change { state in
                guard !state.isClosed, state.work.count < waitingMax else { return false }
                state.work.append { continuation.resume(returning: work()) }
                return true
            }
            if !isTaken { continuation.resume(returning: nil) }
        }
    }

    /// Finishes what waits and ends the threads. Idempotent; blocks until done.
    package func close() {
        let threads = state.change { state in
            state.isClosed = true
            defer { state.threads = [] }
            return state.threads
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    private func start() {
        let box = Unmanaged.passRetained(Loop(state))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Loop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            preconditionFailure("no thread can be started (error \(code))")
        }
        state.change { $0.threads.append(thread) }
    }

    /// What a thread does. It holds the queue, not the `WorkerThreads`.
    private final class Loop: Sendable {
        private let state: Monitor<State>

        init(_ state: Monitor<State>) { self.state = state }

        func run() {
            while let work = next() { work() }
        }

        private func next() -> (@Sendable () -> Void)? {
            state.wait { state -> (@Sendable () -> Void)?? in
                guard state.work.isEmpty else { return .some(state.work.removeFirst()) }
                return state.isClosed ? .some(nil) : nil
            }
        }
    }

    // Without `close` the threads end by themselves: they hold the queue, not this object.
    deinit { state.change { $0.isClosed = true } }
}
