import ArgumentParser
import Model
import SQLiteStore
import Store
import Synchronization

/// How many bytes a second this disk makes durable through the store's own SQLite settings: large
/// events appended in groups, with nothing around them.
struct BlobRate: ParsableCommand {
    @Option(help: "A folder for the store.") var folder: String
    @Option(help: "Bytes of each body.") var bytes = 200_000
    @Option(help: "Events.") var events = 2000
    @Option(help: "Appends waiting at once.") var waiting = 64

    func run() throws {
        let store = try SQLiteStore.open(
            at: folder, handOver: NoHandOver(), clock: SystemClock(), meter: NullMeter(),
            logger: nil)
        defer { store.close() }
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
        let done = Mutex(0)
        let failed = Mutex(0)
        let clock = ContinuousClock()
        let begin = clock.now
        var sent = 0
        while done.withLock({ $0 }) < events {
            while sent < events, sent - done.withLock({ $0 }) < waiting {
                let now = SystemClock().now
                let event = Event(
                    id: EventID.make(at: now), source: "bench", identity: EventIdentity(),
                    headers: HeaderList(), body: body, receivedAt: now, configurationVersion: "")
                store.append(AppendUnit([PlannedEvent(event: event, deliveries: [])])) { result in
                    if case .failure = result { failed.withLock { $0 += 1 } }
                    done.withLock { $0 += 1 }
                }
                sent += 1
            }
        }
        guard failed.withLock({ $0 }) == 0 else { throw ValidationError("the store refused") }
        let elapsed = Double((clock.now - begin) / .milliseconds(1)) / 1000
        print("store_megabytes_per_second=\(Int(Double(events * bytes) / elapsed / 1_000_000))")
    }
}
