import Synchronization

/// Whether new events are taken. Closed once, at the start of a shutdown: requests that have been
/// let in are answered, later ones are told to come again.
package final class IngressGate: Sendable {
    private let isOpen = Atomic<Bool>(true)

    package init() {}

    package var isAccepting: Bool { isOpen.load(ordering: .relaxed) }

    /// Final. Any thread.
    package func close() { isOpen.store(false, ordering: .relaxed) }
}
