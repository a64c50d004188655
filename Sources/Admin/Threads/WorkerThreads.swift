import Model

/// A few threads for work that blocks (store reads, commits, files), so that neither event loops
/// nor Swift's own threads wait. Work is done in the order in which it came.
package final class WorkerThreads: Sendable {
    private struct State {
        var work: [@Sendable () -> Void] = []
        var threads: [SystemThread] = []
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
        for thread in threads { thread.join() }
    }

    private func start() {
        // The closure holds the queue, not this object.
        do {
            let thread = try SystemThread(name: "admin-worker") { [state] in
                while let work = Self.next(state) { work() }
            }
            state.change { $0.threads.append(thread) }
        } catch {
            preconditionFailure("no thread can be started (error \(error.number))")
        }
    }

    /// Nil once it is closed and nothing waits.
    private static func next(_ state: Monitor<State>) -> (@Sendable () -> Void)? {
        state.wait { state -> (@Sendable () -> Void)?? in
            guard state.work.isEmpty else { return .some(state.work.removeFirst()) }
            return state.isClosed ? .some(nil) : nil
        }
    }

    // Without `close` the threads end by themselves: they hold the queue, not this object.
    deinit { state.change { $0.isClosed = true } }
}
