import Model

/// A thread of the engine's, which ends with its body.
enum WorkerThread {
    static func start(
        _ name: String = "worker", _ body: @escaping @Sendable () -> Void
    ) throws(EngineError) {
        do {
            try SystemThread(name: name, body).detach()
        } catch {
            throw .thread(error.number)
        }
    }
}
