import Model
import SQLiteStore
import Store
import Support
import Testing

@Suite("Store contract")
struct StoreConformanceTests {
    static let drivers = [
        StoreFactory("memory") { handOver, clock in
            InMemoryStore(handOver: handOver, clock: clock)
        },
        StoreFactory("SQLite") { handOver, clock in
            try SQLiteStore.open(
                at: TemporaryDirectory.make(), handOver: handOver, clock: clock,
                meter: NullMeter(), logger: nil)
        },
        StoreFactory("faulty, without faults") { handOver, clock in
            FaultyStore(InMemoryStore(handOver: handOver, clock: clock))
        },
    ]

    @Test("every driver keeps the contract", arguments: StoreConformance.cases, drivers)
    func contract(promise: StoreConformance.Case, driver: StoreFactory) async throws {
        try await promise.run(driver)
    }
}
