import Model
import Synchronization
import Testing

@testable import Engine

/// Wakes a test when something happened, so that it need not sleep.
final class Signal: Sendable {
    private let raised = BlockingQueue<Bool>()

    func raise() { raised.append(true) }

    /// Waits until the condition holds, looking again whenever something happened. The limit is for
    /// tests that fail; none passes because of it.
    func until(
        _ what: Comment, _ location: SourceLocation = #_sourceLocation, _ condition: () -> Bool
    ) {
        while !condition() {
            guard let signals = raised.take(most: .max, timeout: .seconds(120)), !signals.isEmpty
            else {
                #expect(condition(), what, sourceLocation: location)
                return
            }
        }
    }
}

/// A clock that moves only when told.
final class ManualClock: Clock {
    private let time = Mutex(Timestamp(seconds: 1_800_000_000))

    var now: Timestamp { time.withLock { $0 } }
    func advance(_ by: Milliseconds) { time.withLock { $0 = $0 + by } }
}
