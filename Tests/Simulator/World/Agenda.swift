import HeapModule
import Model

/// What is to happen, in order of time; at one moment in the order in which it was put down.
struct Agenda {
    private struct Entry: Comparable {
        let at: Timestamp
        let order: UInt64
        let body: () -> Void

        static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }
        static func < (left: Entry, right: Entry) -> Bool {
            (left.at, left.order) < (right.at, right.order)
        }
    }

    private var entries = Heap<Entry>()
    private var lastOrder: UInt64 = 0

    mutating func add(at moment: Timestamp, _ body: @escaping () -> Void) {
        lastOrder += 1
        entries.insert(Entry(at: moment, order: lastOrder, body: body))
    }

    mutating func next() -> (at: Timestamp, body: () -> Void)? {
        entries.popMin().map { ($0.at, $0.body) }
    }
}
