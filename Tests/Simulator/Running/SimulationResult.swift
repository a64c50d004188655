package import Model

/// What came of one seed.
package struct SimulationResult: Sendable {
    package var seed: UInt64
    /// Things that happened, and turns of the engines' workers.
    package var steps: Int
    /// How much time passed in it.
    package var virtual: Milliseconds
    package var deliveries: Int
    /// Messages that targets took, second copies included.
    package var accepted: Int
    /// Of a healthy target's delivery while only others were sick.
    package var longestWait: Milliseconds
    /// The same for every run of the seed.
    package var digest: UInt64
    package var violation: Violation?
}

/// A violation with what is needed to understand it.
package struct FailureReport: Sendable {
    package var seed: UInt64
    package var isShort: Bool
    package var violation: Violation
    /// Without any of these the seed runs well.
    package var faults: FaultKinds
    package var trace: [String]

    package var text: String {
        var lines = [
            "simulate: seed \(seed): \(violation.invariant.rawValue)",
            "  \(violation.detail)",
            "  at \(violation.at.clock), target \(violation.target ?? "any"), delivery "
                + (violation.delivery?.short ?? "any"),
            "  needs: \(faults)", "  what led to it:",
        ]
        lines += trace.map { "    " + $0 }
        lines.append("  again: make simulate SEED=\(seed)\(isShort ? " SHORT=1" : "")")
        return lines.joined(separator: "\n")
    }
}
