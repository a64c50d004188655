import Synchronization

/// Counts the bytes of bodies in flight, so that many senders at once cannot fill the memory.
///
/// What has come is counted, not what was announced: announcing costs a sender nothing.
package final class BodyBudget: Sendable {
    private let bytesMax: Int
    private let used = Atomic<Int>(0)

    package init(bytesMax: Int) {
        precondition(bytesMax > 0)
        self.bytesMax = bytesMax
    }

    package var bytesInUse: Int { used.load(ordering: .relaxed) }

    /// False: there is no room, and nothing was taken. Any thread.
    package func reserve(_ bytes: Int) -> Bool {
        let (_, new) = used.wrappingAdd(bytes, ordering: .relaxed)
        guard new <= bytesMax else {
            release(bytes)
            return false
        }
        return true
    }

    package func release(_ bytes: Int) {
        let (_, left) = used.wrappingSubtract(bytes, ordering: .relaxed)
        precondition(left >= 0, "released more than was reserved")
    }
}
