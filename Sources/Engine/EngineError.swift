/// Why the engine cannot start. Failed deliveries are data (`Outcome`), never
/// errors.
package enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No transport can be made; the text is safe to log and says what to do.
    case transport(String)
    /// The store could not be read or written.
    case store(String)
    /// A thread could not be started; holds the number of `pthread_create`.
    case thread(Int32)

    package var description: String {
        switch self {
        case .transport(let text): "the HTTP transport cannot be set up: \(text)"
        case .store(let text): "the store cannot do it: \(text)"
        case .thread(let code): "a thread cannot be started (error \(code))"
        }
    }

    /// The word for metrics.
    package var code: String {
        switch self {
        case .transport: "transport"
        case .store: "store"
        case .thread: "thread"
        }
    }
}
