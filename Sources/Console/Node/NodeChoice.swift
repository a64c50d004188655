package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A node that must be let go of when the command is done.
package protocol ClosableNode: NodeAPI {
    func close()
}

/// The node that a command talks to: the running one over its control socket or admin listener;
/// when none runs, the store itself.
package final class NodeChoice: NodeAPI {
    private let node: any NodeAPI

    /// `openStore` is used when nobody listens on the socket. Throws when there is neither.
    package init(
        socket: String, adminURL: String?, token: Secret?,
        openStore: () throws(ConsoleError) -> any ClosableNode
    ) throws(ConsoleError) {
        let client = try SynchronousClient(answerBytesMax: Limits.adminAnswerBytesMax)
        if let adminURL {
            node = try RemoteNode(adminURL: adminURL, token: token, client: client)
            return
        }
        let remote = RemoteNode(socket: socket, client: client)
        if access(socket, F_OK) == 0 {
            do throws(NodeFailure) {
                _ = try remote.call(NodeCall("GET", ["status"]))
                node = remote
                return
            } catch {
                // A socket that nobody listens on is what a killed process leaves behind.
                guard case .unreachable = error else { throw .failed(error.description) }
            }
        }
        let directory = String(socket.dropLast("/control.sock".count))
        guard access(directory, F_OK) == 0 else {
            throw .failed(
                "no node runs with the data directory \(directory), and there is no such folder; "
                    + "name it with --data")
        }
        node = try openStore()
    }

    package func call(_ call: NodeCall) throws(NodeFailure) -> [UInt8] { try node.call(call) }

    package func close() { (node as? any ClosableNode)?.close() }
}
