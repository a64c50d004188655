import Dispatching
import Model
import Testing

/// One target that can take less than arrives, for long; the store has a backlog of retries.
@Suite("Dispatcher: fairness under load")
struct FairnessTests {
    @Test("neither fresh deliveries nor retries starve while more arrives than can be sent")
    func freshAndRetries() {
        var policy = DeliveryPolicy()
        policy.concurrencyMax = 4
        var bench = Bench(targets: ["a": policy])
        bench.stored = (0..<400).map { _ in bench.delivery("a", attempts: 1) }
        bench.tell(.waiting(["a"]))
        var (fresh, retries) = (0, 0)
        for _ in 0..<300 {
            // Three arrive for each one that is delivered.
            for _ in 0..<3 {
                let leased = bench.delivery("a")
                if bench.dispatcher.heldCount < bench.admitted["a"] ?? 0 {
                    bench.tell(.handedOver([leased]))
                } else {
                    bench.stored.append(leased)
                    bench.tell(.waiting(["a"]))
                }
            }
            bench.settle()
            guard !bench.started.isEmpty else { break }
            if bench.started[0].leased.attempts > 0 { retries += 1 } else { fresh += 1 }
            bench.end(.delivered)
            bench.now = bench.now + Milliseconds(10)
        }
        #expect(fresh > 60 && retries > 60, "fresh \(fresh), retries \(retries)")
    }

    @Test("a target with a backlog of thousands does not keep the store from the others")
    func claims() {
        let names = (0..<20).map { "t\($0)" }
        var bench = Bench(DispatchSettings(inFlightMax: 8, windowDeliveriesMax: 64))
        bench.configure(Dictionary(uniqueKeysWithValues: names.map { ($0, DeliveryPolicy()) }))
        bench.settle()
        bench.stored = (0..<600).map { _ in bench.delivery("t0") }
        bench.stored += names.dropFirst().map { bench.delivery($0) }
        bench.tell(.waiting(names))
        var seen: Set<String> = []
        for _ in 0..<300 {
            bench.settle()
            guard !bench.started.isEmpty else { break }
            seen.insert(bench.started[0].leased.delivery.target)
            bench.end(.delivered)
        }
        #expect(seen.count == 20)
    }
}
