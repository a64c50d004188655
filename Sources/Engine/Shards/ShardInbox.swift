import Synchronization

/// The only way to reach a shard from another thread.
final class ShardInbox: Sendable {
    private let messages = Mutex<[ShardMessage]>([])
    private let waker: any TransportWaker

    init(waker: any TransportWaker) { self.waker = waker }

    /// Never blocks for longer than it takes to append.
    func post(_ message: ShardMessage) {
        let wasEmpty = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        // Otherwise a wake-up is on its way already.
        if wasEmpty { waker.wake() }
    }

    /// Takes everything, in order; leaves the storage of `empty` behind for the next ones.
    func take(into empty: inout [ShardMessage]) {
        precondition(empty.isEmpty)
        messages.withLock { swap(&$0, &empty) }
    }
}
