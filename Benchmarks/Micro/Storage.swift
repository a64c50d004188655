import Benchmark
import Dispatch
import Foundation
import Model
import SQLiteStore
import Store
import Synchronization

/// A thousand events stored, and a thousand deliveries recorded, in the groups that the writer makes:
/// CPU time of the whole process, fsync waits left out.
func storage() {
    let settings = Benchmark.Configuration(
        metrics: Benchmark.defaultConfiguration.metrics, timeUnits: .nanoseconds,
        warmupIterations: 2, scalingFactor: .kilo, maxDuration: .seconds(3), maxIterations: 60,
        thresholds: Benchmark.defaultConfiguration.thresholds)
    Benchmark("append", configuration: settings) { benchmark, rig in
        let units = rig.units(benchmark.scaledIterations.count)
        try benchmark.compare({ CPUTime.process }) { try rig.append(units) }
    } setup: {
        try StoreRig()
    }
    Benchmark("record", configuration: settings) { benchmark, rig in
        let records = try rig.leased(benchmark.scaledIterations.count)
        try benchmark.compare({ CPUTime.process }) { try rig.record(records) }
    } setup: {
        try StoreRig()
    }
}

/// A store in a folder of its own.
private final class StoreRig: Sendable {
    private let folder: String
    private let store: SQLiteStore

    init() throws {
        let temporary = FileManager.default.temporaryDirectory
        folder = temporary.appendingPathComponent("signalbox-\(UUID().uuidString)").path
        store = try SQLiteStore.open(
            at: folder, handOver: NoHandOver(), clock: SystemClock(), meter: NullMeter(),
            logger: nil)
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func units(_ count: Int) -> [AppendUnit] {
        (0..<count).map { _ in
            AppendUnit([
                PlannedEvent(event: Samples.event(), deliveries: [Samples.delivery()])
            ])
        }
    }

    func append(_ units: [AppendUnit]) throws {
        try wait(for: units.count) { done in
            for unit in units { store.append(unit) { done((try? $0.get()) != nil) } }
        }
    }

    /// Appends and claims as many, outside of the measurement.
    func leased(_ count: Int) throws -> [DeliveryRecord] {
        try append(units(count))
        let found = Mutex<[DeliveryRecord]>([])
        try wait(for: 1) { done in
            let request = ClaimRequest(now: SystemClock().now, wants: ["sink": count])
            store.claim(request) { result in
                let leased = (try? result.get())?.deliveries ?? []
                found.withLock { $0 = leased.map { DeliveryRecord($0.delivery.id, .delivered) } }
                done(leased.count == count)
            }
        }
        return found.withLock { $0 }
    }

    /// In calls of 50, as a busy shard makes them.
    func record(_ records: [DeliveryRecord]) throws {
        let parts = stride(from: 0, to: records.count, by: 50).map {
            Array(records[$0..<min($0 + 50, records.count)])
        }
        try wait(for: parts.count) { done in
            for part in parts { store.record(part) { done((try? $0.get())?.isEmpty == true) } }
        }
    }

    private func wait(
        for count: Int, _ body: (@escaping @Sendable (Bool) -> Void) -> Void
    ) throws {
        let signal = DispatchSemaphore(value: 0)
        let failures = Mutex(0)
        body { isFine in
            if !isFine { failures.withLock { $0 += 1 } }
            signal.signal()
        }
        for _ in 0..<count { signal.wait() }
        guard failures.withLock({ $0 }) == 0 else { throw Samples.Wrong() }
    }
}
