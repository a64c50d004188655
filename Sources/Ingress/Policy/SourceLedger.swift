package import Model
import Synchronization

/// What is remembered of one source while the process lives, whatever its configuration becomes.
/// Any thread; a request that is taken costs one store to memory.
final class SourceLedger: Sendable {
    /// When it was first configured, or the process started.
    let since: Timestamp
    let refused: Counter
    /// Seconds since 1970; 0: none since the start.
    let lastEvent: Gauge
    let bucket = RateBucket()
    let failures = AddressFailures()
    let rejections = RejectionRing()

    init(_ name: String, since: Timestamp, _ meter: any Meter) {
        self.since = since
        refused = meter.counter(
            "signalbox_source_refused_total", help: "Requests that were not taken, by source.",
            [("source", name)])
        lastEvent = meter.gauge(
            "signalbox_source_last_event_timestamp_seconds",
            help: "When the last event of a source came; 0: none since the start.",
            [("source", name)])
    }

    func took(at now: Timestamp) { lastEvent.set(now.seconds) }
}

/// Every source's ledger. Outlives reloads.
package final class SourceLedgers: Sendable {
    private let clock: any Clock
    private let ledgers = Mutex<[String: SourceLedger]>([:])

    package init(clock: any Clock = SystemClock()) { self.clock = clock }

    func ledger(_ name: String, _ meter: any Meter) -> SourceLedger {
        let now = clock.now
        return ledgers.withLock { ledgers in
            let ledger = ledgers[name] ?? SourceLedger(name, since: now, meter)
            ledgers[name] = ledger
            return ledger
        }
    }
}
