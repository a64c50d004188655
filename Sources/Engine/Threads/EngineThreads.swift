import Model

/// Where an engine's workers run.
///
/// The gateway gives each a thread; a simulator calls their turns itself, one at a time, and so
/// runs the whole engine in virtual time.
package protocol EngineThreads: Sendable {
    /// From now on `worker` is to be given its turns, until one says that it has ended. Throws
    /// `EngineError.thread`.
    func start(_ worker: EngineWorker) throws(EngineError)
}

/// A thread of the operating system for each worker, which ends with it.
package struct SystemThreads: EngineThreads {
    package init() {}

    package func start(_ worker: EngineWorker) throws(EngineError) {
        do {
            try SystemThread(name: worker.role.threadName) {
                while worker.turn(waits: true) {}
            }.detach()
        } catch {
            throw .thread(error.number)
        }
    }
}

/// Something that goes on for as long as the engine runs.
package struct EngineWorker: Sendable {
    package enum Role: Equatable, Sendable {
        /// Waits in its transport's `poll`, which says how long.
        case shard(Int)
        case renderer(Int)
        /// Waits for helper processes.
        case helper(Int)
        case undertaker

        /// For profiles and debuggers.
        var threadName: String {
            switch self {
            case .shard(let index): "shard-\(index)"
            case .renderer(let index): "render-\(index)"
            case .helper(let index): "helper-\(index)"
            case .undertaker: "undertaker"
            }
        }
    }

    package let role: Role
    private let body: @Sendable (Bool) -> Bool

    init(_ role: Role, turn: @escaping @Sendable (_ waits: Bool) -> Bool) {
        self.role = role
        body = turn
    }

    /// Does what there is to do. `waits`: for as long as there is nothing, it blocks. False: it has
    /// ended, and gets no further turn. Never two turns at once.
    package func turn(waits: Bool) -> Bool { body(waits) }
}
