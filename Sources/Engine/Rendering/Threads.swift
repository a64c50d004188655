import Model
import Store
import Synchronization

/// Which message began each run's thread, as far as this process needs to know it.
///
/// What was learned here counts before what the store says: a record may not be committed when the
/// next message of its run is made. Reading may ask the store and block: for renderers only.
final class Threads: Sendable {
    private struct Known {
        /// Nil: it is gone, whatever the store says.
        var messages: [ThreadKey: String?] = [:]
        /// In the order in which they came, for letting go of the oldest.
        var order: [ThreadKey] = []
    }

    private let known = Mutex(Known())
    private let store: any Store

    init(store: any Store) { self.store = store }

    /// Nil when the next message is the first, or the store cannot say.
    func message(_ key: ThreadKey) -> String? {
        if let message = known.withLock({ $0.messages[key] }) { return message }
        let message = try? store.threadMessage(key)
        if let message { note(key, message) }
        return message
    }

    /// `message`: nil when the one that was known is gone.
    func note(_ key: ThreadKey, _ message: String?) {
        known.withLock { known in
            if known.messages.updateValue(message, forKey: key) == nil { known.order.append(key) }
            guard known.order.count > Limits.threadsInMemoryMax else { return }
            for oldest in known.order.prefix(Limits.threadsInMemoryMax / 2) {
                known.messages[oldest] = nil
            }
            known.order.removeFirst(Limits.threadsInMemoryMax / 2)
        }
    }
}
