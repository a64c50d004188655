import Simulator
import Testing

@Suite("Simulator")
struct SimulatorTests {
    /// A short form of `make simulate`.
    @Test(
        "nothing is lost, overtaken, repeated or held up, whatever goes wrong",
        arguments: (1...8).map { UInt64($0) })
    func seeds(seed: UInt64) {
        let result = Simulator.run(seed: seed, isShort: true)
        guard result.violation != nil else {
            #expect(result.deliveries > 20 && result.accepted > 0, "seed \(seed) did nothing")
            return
        }
        Issue.record(
            "\(Simulator.explain(seed: seed, isShort: true)?.text ?? "seed \(seed) failed")")
    }

    @Test("a world without faults delivers everything once")
    func calm() {
        let result = Simulator.run(seed: 3, faults: [], isShort: true)
        #expect(result.violation == nil)
        #expect(result.accepted == result.deliveries)
    }
}
