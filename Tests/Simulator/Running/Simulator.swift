import Model

/// Runs seeds.
package enum Simulator {
    /// Lines of a failure's trace.
    static let traceLines = 60

    /// One seed, with these faults. Deterministic where hashing is (`SWIFT_DETERMINISTIC_HASHING`).
    package static func run(
        seed: UInt64, faults: FaultKinds = .all, mutation: Mutation? = nil, isShort: Bool = false
    ) -> SimulationResult {
        let scenario = Scenario(
            seed: seed, faults: faults, mutation: mutation, isShort: isShort)
        let simulation = Simulation(scenario)
        simulation.run()
        return simulation.result
    }

    /// Runs a failing seed again with fewer faults, as long as it fails in the same way; nil when
    /// it does not fail.
    package static func explain(
        seed: UInt64, mutation: Mutation? = nil, isShort: Bool = false
    ) -> FailureReport? {
        func attempt(_ faults: FaultKinds) -> (Violation?, [String]) {
            Self.attempt(
                Scenario(seed: seed, faults: faults, mutation: mutation, isShort: isShort))
        }
        var (violation, trace) = attempt(.all)
        guard var violation else { return nil }
        var faults = FaultKinds.all
        for kind in FaultKinds.each {
            let fewer = faults.subtracting(kind)
            let (other, otherTrace) = attempt(fewer)
            guard let other, other.invariant == violation.invariant else { continue }
            (faults, violation, trace) = (fewer, other, otherTrace)
        }
        return FailureReport(
            seed: seed, isShort: isShort, violation: violation, faults: faults, trace: trace)
    }

    private static func attempt(_ scenario: Scenario) -> (Violation?, [String]) {
        let simulation = Simulation(scenario)
        simulation.run()
        guard let violation = simulation.result.violation else { return (nil, []) }
        let lines = simulation.trace.lines(
            about: violation.delivery, target: violation.target, most: traceLines)
        return (violation, lines)
    }
}
