import ArgumentParser
import Glibc
import Model
import Simulator
import Synchronization

/// Runs many seeds and says what they found: `make simulate`.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signalbox-simulate",
        abstract: "Runs the delivery engine in virtual time, with seeded faults.")

    @Option(help: "How many seeds.")
    var seeds = 200

    @Option(help: "The first of them.")
    var first: UInt64 = 1

    @Option(help: "Only this seed; a failure is explained.")
    var seed: UInt64?

    @Option(help: "Seeds at once.")
    var jobs = 4

    @Flag(help: "A few hours and a few hundred deliveries a seed, as in the tests.")
    var short = false

    @Option(help: "Put a defect in, to see it found.")
    var mutation: String?

    func run() throws {
        try Self.hashDeterministically()
        let mutation = try mutation.map { word in
            guard let mutation = Mutation(rawValue: word) else {
                throw ValidationError(
                    "no such mutation; there are "
                        + Mutation.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return mutation
        }
        if let seed {
            return try runOne(seed, mutation)
        }
        let tally = Tally(first: first, count: max(1, seeds))
        let threads = try (0..<max(1, jobs)).map { _ in
            try SystemThread { [short] in
                while let seed = tally.next() {
                    tally.add(Simulator.run(seed: seed, mutation: mutation, isShort: short))
                }
            }
        }
        for thread in threads { thread.join() }
        try conclude(tally, mutation)
    }

    private func runOne(_ seed: UInt64, _ mutation: Mutation?) throws {
        let result = Simulator.run(seed: seed, mutation: mutation, isShort: short)
        print(
            "simulate: seed \(seed): \(result.steps) steps, \(result.virtual), "
                + "\(result.deliveries) deliveries, \(result.accepted) accepted, longest wait of "
                + "a healthy target \(result.longestWait), digest \(result.digest)")
        guard result.violation != nil else { return }
        if let report = Simulator.explain(seed: seed, mutation: mutation, isShort: short) {
            print(report.text)
        }
        throw ExitCode(1)
    }

    private func conclude(_ tally: Tally, _ mutation: Mutation?) throws {
        let sum = tally.sum
        for seed in sum.failing.sorted().prefix(3) {
            if let report = Simulator.explain(seed: seed, mutation: mutation, isShort: short) {
                print(report.text)
            }
        }
        if sum.failing.count > 3 {
            let rest = sum.failing.sorted().dropFirst(3).prefix(50).map(String.init)
            print("simulate: these failed, too: \(rest.joined(separator: " "))")
        }
        let seconds = max(0.001, sum.seconds)
        print(
            "simulate: \(sum.deliveries) deliveries in \(sum.virtualHours / 24) virtual days, "
                + "\(Int(Double(sum.steps) / seconds)) steps/s, longest wait of a healthy target "
                + "\(sum.longestWait)")
        print(
            "simulate: \(sum.seeds) seeds, \(sum.steps) steps, \(sum.failing.count) violations")
        if !sum.failing.isEmpty { throw ExitCode(1) }
    }

    /// Dictionaries iterate in another order in each process, unless the runtime is told
    /// otherwise before it starts.
    private static func hashDeterministically() throws {
        let name = "SWIFT_DETERMINISTIC_HASHING"
        guard getenv(name) == nil else { return }
        setenv(name, "1", 1)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        throw ValidationError("cannot start again with \(name)=1")
    }
}

/// What all threads found together.
private final class Tally: Sendable {
    struct Sum {
        var seeds = 0
        var steps = 0
        var deliveries = 0
        var virtualHours: Int64 = 0
        var longestWait = Milliseconds.zero
        var failing: [UInt64] = []
        var seconds = 0.0
    }

    private struct State {
        var next: UInt64
        var sum = Sum()
    }

    private let state: Mutex<State>
    private let end: UInt64
    private let begin = ContinuousClock.now

    init(first: UInt64, count: Int) {
        end = first &+ UInt64(count)
        state = Mutex(State(next: first))
    }

    func next() -> UInt64? {
        state.withLock { state in
            guard state.next != end else { return nil }
            defer { state.next &+= 1 }
            return state.next
        }
    }

    func add(_ result: SimulationResult) {
        state.withLock { state in
            state.sum.seeds += 1
            state.sum.steps += result.steps
            state.sum.deliveries += result.deliveries
            state.sum.virtualHours += result.virtual.count / 3_600_000
            state.sum.longestWait = max(state.sum.longestWait, result.longestWait)
            if result.violation != nil { state.sum.failing.append(result.seed) }
        }
    }

    var sum: Sum {
        let elapsed = ContinuousClock.now - begin
        var sum = state.withLock { $0.sum }
        sum.seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        return sum
    }
}
