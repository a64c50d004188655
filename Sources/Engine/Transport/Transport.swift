package import Model

/// Makes HTTP requests for one shard. Confined to the shard's thread, except for its waker.
///
/// Exactly one completion comes for every `start`, whatever happens. Nothing here follows
/// redirects, keeps cookies, or reads the environment.
package protocol Transport: AnyObject {
    /// Begins a transfer. Never blocks; trouble becomes a completion of a later `poll`.
    func start(_ request: OutboundRequest, token: TransferToken)

    /// Gives a transfer up; its completion says `cancelled`.
    func cancel(_ token: TransferToken)

    /// Blocks until a transfer completed, the waker was used, or `timeout` passed (nil: no limit),
    /// doing the transfers' work meanwhile. Appends what completed.
    func poll(timeout: Milliseconds?, into completions: inout [TransferCompletion])

    /// Ends a `poll` that runs or comes next. The only part that other threads may use.
    var waker: any TransportWaker { get }

    /// Gives up everything without completions and frees it. Nothing may be called afterwards.
    func close()
}

package protocol TransportWaker: Sendable {
    func wake()
}

/// Names a transfer; chosen by the shard, unique among those on their way.
package struct TransferToken: Hashable, Sendable {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }
}

package struct TransferCompletion: Sendable {
    package let token: TransferToken
    package let result: TransferResult

    package init(token: TransferToken, result: TransferResult) {
        self.token = token
        self.result = result
    }
}

/// Makes a shard's transport. Called once for each shard, on the thread that starts the engine;
/// from then on only the shard's thread uses what it made. Throws `EngineError.transport`.
package typealias TransportFactory = @Sendable () throws(EngineError) -> any Transport
