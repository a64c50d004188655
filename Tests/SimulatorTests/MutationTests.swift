import Simulator
import Testing

/// The test of the tests: a world with a defect must be found out.
@Suite("Simulator: defects put in on purpose")
struct MutationTests {
    private static let expected: [(Mutation, Set<Violation.Invariant>)] = [
        (.commitSkipped, [.acknowledgedMeansKept]),
        (.retryDropped, [.drain]),
        (.laneOrderIgnored, [.laneOrder]),
        (.windowIgnored, [.memory]),
        (.concurrencyIgnored, [.concurrency]),
        (.breakerIgnored, [.breaker]),
        (.paceIgnored, [.pace]),
        (.leaseSkipped, [.leased]),
        (.dueIgnored, [.due]),
        (.lineSkipped, [.endIsTrue]),
        (.leasesKept, [.drain, .leak]),
        (.lanesLeftEarly, [.laneOrder]),
        (.redrivesRepeated, [.once]),
        (.standingForgotten, [.paused, .blocked, .breaker, .quiet]),
        (.closingMisread, [.blocked]),
    ]

    /// Not every world has a breaker to open, or a window to fill.
    private static func firstFailure(_ mutation: Mutation) -> (UInt64, Violation)? {
        for seed in UInt64(1)...40 {
            let result = Simulator.run(seed: seed, mutation: mutation, isShort: true)
            if let violation = result.violation { return (seed, violation) }
        }
        return nil
    }

    @Test("every defect is found, for what it is", arguments: Mutation.allCases)
    func found(mutation: Mutation) throws {
        let invariants = try #require(Self.expected.first { $0.0 == mutation }?.1)
        let (_, found) = try #require(
            Self.firstFailure(mutation), "\(mutation) was not found")
        #expect(invariants.contains(found.invariant), "\(mutation): \(found.invariant)")
    }

    @Test("a failure says what led to it, with the faults that it needs and the seed")
    func explained() throws {
        let (seed, _) = try #require(Self.firstFailure(.laneOrderIgnored))
        let report = try #require(
            Simulator.explain(seed: seed, mutation: .laneOrderIgnored, isShort: true))
        #expect(report.faults != .all)
        #expect(!report.trace.isEmpty && report.trace.count <= 60)
        #expect(report.text.contains("SEED=\(seed)"))
    }
}
