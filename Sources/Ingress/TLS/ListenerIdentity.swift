import NIOSSL
import Synchronization

/// The identity that new connections of a listener get; those that are open keep theirs. Any
/// thread.
package final class ListenerIdentity: Sendable {
    private let identity: Mutex<TLSIdentity>

    package init(_ identity: TLSIdentity) { self.identity = Mutex(identity) }

    package var current: TLSIdentity { identity.withLock { $0 } }

    package func replace(with new: TLSIdentity) { identity.withLock { $0 = new } }

    /// For one connection. Its handshake is a request's beginning: it ends with the time limit of
    /// requests.
    func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: current.context) }
}
