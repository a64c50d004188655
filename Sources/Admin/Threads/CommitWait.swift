import Model
package import Store

/// Waits on an admin thread for a write of the store. Never used on the store's own thread.
package enum CommitWait {
    /// Queues a write and waits until it is committed or has failed, at most
    /// `Limits.adminCommitWait`: then it may still be committed later, and the caller is told so.
    package static func run<Value: Sendable>(
        _ write: (@escaping @Sendable (Result<Value, StoreError>) -> Void) -> Void
    ) throws(StoreError) -> Value {
        let monitor = Monitor<Result<Value, StoreError>?>(nil)
        write { result in monitor.change { $0 = result } }
        guard let result = monitor.wait(atMost: Limits.adminCommitWait, { $0 }) else {
            throw .unavailable(
                "the store has not committed after \(Limits.adminCommitWait); it may still do so")
        }
        return try result.get()
    }
}
