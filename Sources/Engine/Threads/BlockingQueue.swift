import Model

/// Hands work to threads that wait for it. Safe from any thread.
final class BlockingQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isClosed = false
    }

    private let state = Monitor(State())

    init() {}

    func append(_ element: Element) {
        state.change(waking: .one) { $0.elements.append(element) }
    }

    /// No more will come: waiting threads get what is left, then nil.
    func close() { state.change { $0.isClosed = true } }

    /// Waits for elements, for at most `timeout` (nil: no limit), and takes up to `most`. Empty:
    /// the time ran out. Nil: closed and empty.
    func take(most: Int, timeout: Milliseconds? = nil) -> [Element]? {
        func taken(_ state: inout State) -> [Element]?? {
            guard !state.elements.isEmpty else { return state.isClosed ? .some(nil) : nil }
            let taken = Array(state.elements.prefix(most))
            state.elements.removeFirst(taken.count)
            return taken
        }
        guard let timeout else { return state.wait(taken) }
        // Only a look: no call to the system.
        guard timeout > .zero else {
            return state.change(waking: .nobody) { taken(&$0) } ?? .some([])
        }
        return state.wait(atMost: timeout, taken) ?? .some([])
    }

    /// Whether `close` was called. For loops that wait for something else than elements.
    var hasClosed: Bool { state.change(waking: .nobody) { $0.isClosed } }
}
