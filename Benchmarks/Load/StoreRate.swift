import ArgumentParser
import Foundation
import Glibc
import Model
import SQLiteStore
import Store
import Stubs
import Synchronization

/// The store with nothing around it: events with their deliveries in, handed over or claimed,
/// recorded as delivered.
///
/// Without `--rate` each group is put together on the writer's thread while nothing else can queue,
/// so that groups are the same in every run and instruction counts can be compared. With it the
/// time from due time to commit is measured.
struct StoreRate: ParsableCommand {
    @Option(help: "A folder for the store.") var folder: String
    @Option(help: "Events.") var events = 100_000
    @Option(help: "Deliveries per event.") var fanout = 3
    @Option(help: "Events in a group.") var group = 64
    @Option(help: "Bytes of each body.") var bytes = 1500
    @Flag(help: "Store every delivery as pending and claim it.") var claimed = false
    @Option(help: "Events per second; 0: as fast as it goes.") var rate = 0

    func run() throws {
        let driver = StoreDriver(
            events: events, fanout: fanout, group: group, bytes: bytes, claims: claimed)
        let store = try SQLiteStore.open(
            at: folder, handOver: driver, clock: SystemClock(), meter: NullMeter(), logger: nil)
        defer { store.close() }
        driver.store = store
        let written = StoreDriver.bytesWritten
        let cpu = ProcessTime.now
        let begin = MonotonicTime.nanoseconds
        if rate == 0 {
            store.append(AppendUnit([])) { [driver] _ in driver.next() }
        } else {
            for number in 0..<events {
                let due = begin + Int64(number) * 1_000_000_000 / Int64(rate)
                while MonotonicTime.nanoseconds < due { usleep(50) }
                driver.append(due: due)
            }
        }
        driver.wait()
        let elapsed = Double(MonotonicTime.nanoseconds - begin) / 1e9
        let used = ProcessTime.now - cpu
        var line =
            "events_per_second=\(Int(Double(events) / elapsed)) "
            + "cpu_microseconds_per_event=\(ProcessTime.perItem(used, events)) "
            + "written_per_event=\((StoreDriver.bytesWritten - written) / events)"
        if rate > 0 { line += " " + driver.commitTimes() }
        print(line)
    }
}

/// `@unchecked Sendable`: `store` is set before anything begins; `Mutex` keeps what the driver's and
/// the writer's thread share, the rest is the writer thread's.
private final class StoreDriver: HandOver, @unchecked Sendable {
    weak var store: SQLiteStore?
    private let events: Int
    private let fanout: Int
    private let group: Int
    private let claims: Bool
    private let body: [UInt8]
    private let headers = HeaderList([
        "content-type": "application/json", "host": "hooks.example.com:8080",
        "user-agent": "Apriora-Webhooks/1.0", "accept": "*/*", "content-length": "1500",
    ])
    private let explanation = [UInt8](
        #"{"routes":[{"name":"to 1","matched":true},{"name":"to 2","matched":true}]}"#.utf8)
    private var made = 0
    private let isGenerating = Mutex(false)
    private let left: Mutex<Int>
    private let took = Mutex<[Int64]>([])

    init(events: Int, fanout: Int, group: Int, bytes: Int, claims: Bool) {
        self.events = events
        self.fanout = fanout
        self.group = group
        self.claims = claims
        body = [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
        left = Mutex(events * max(1, fanout))
    }

    // MARK: HandOver

    func reserve(target: String, weight: Int) -> Bool { !claims }
    func cancelReservation(target: String, weight: Int) {}
    func waiting(targets: Set<String>) {
        store?.claim(
            ClaimRequest(
                now: SystemClock().now,
                wants: Dictionary(uniqueKeysWithValues: targets.map { ($0, 512) }))
        ) { [self] in
            if case .success(let claimed) = $0 { handOver(claimed.deliveries) }
        }
    }
    func handOver(_ deliveries: [LeasedDelivery]) {
        let now = SystemClock().now
        store?.record(
            deliveries.map {
                DeliveryRecord(
                    $0.delivery.id, .delivered,
                    attempt: Attempt(
                        number: 1, startedAt: now, tookMilliseconds: 3, status: 200,
                        outcome: .delivered, snippet: "ok"))
            }
        ) { [self] _ in left.withLock { $0 -= deliveries.count } }
        if isGenerating.withLock({ $0 }) { next() }
    }

    // MARK: Load

    /// The next group. On the writer's thread.
    func next() {
        isGenerating.withLock { $0 = true }
        for _ in 0..<min(group, events - made) { append(due: 0) }
    }

    func append(due: Int64) {
        let now = SystemClock().now
        made += 1
        let id = EventID.make(at: now)
        let event = Event(
            id: id, source: "bench",
            identity: EventIdentity(
                type: "session.completed", milestone: .reportReady, interview: "rep_\(made)",
                definition: "pos_\(made % 50)", run: "rep_\(made)",
                fields: ["score": .number(JSONNumber(82))]),
            headers: headers, body: body, receivedAt: now, configurationVersion: "v1",
            explanation: explanation)
        let deliveries = (0..<fanout).map {
            Delivery(
                id: DeliveryID.make(at: now), target: "sink\($0)", routes: ["to \($0)"],
                createdAt: now)
        }
        store?.append(AppendUnit([PlannedEvent(event: event, deliveries: deliveries)])) {
            [self] _ in
            if due > 0 { took.withLock { $0.append(MonotonicTime.nanoseconds - due) } }
            if fanout == 0 { left.withLock { $0 -= 1 } }
        }
    }

    func wait() {
        while left.withLock({ $0 }) > 0 { usleep(1000) }
    }

    func commitTimes() -> String {
        let sorted = took.withLock { $0.sorted() }
        func at(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / 1000)
                / 1000
        }
        return "p50_ms=\(at(0.5)) p99_ms=\(at(0.99)) p999_ms=\(at(0.999)) max_ms=\(at(1))"
    }

    /// By this process to files.
    static var bytesWritten: Int {
        guard let io = try? String(contentsOfFile: "/proc/self/io", encoding: .utf8),
            let line = io.split(separator: "\n").first(where: { $0.hasPrefix("wchar") })
        else { return 0 }
        return line.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }
}
