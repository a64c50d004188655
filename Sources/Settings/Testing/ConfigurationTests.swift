package import Model
import Routing
import Verification

/// Runs a configuration's own tests. Nothing is sent; pure but for the default of `now`.
package enum ConfigurationTests {
    /// The tests that fail, in file order.
    package static func run(
        _ configuration: Configuration, now: Timestamp = SystemClock().now
    ) -> [TestFailure] {
        configuration.tests.compactMap { test in
            outcome(of: test, configuration, now).map { message, explanation in
                TestFailure(
                    name: test.name, file: test.file, position: test.position, message: message,
                    explanation: explanation)
            }
        }
    }

    /// Nil when it passes.
    private static func outcome(
        of test: ConfigurationTest, _ configuration: Configuration, _ now: Timestamp
    ) -> (message: String, explanation: [String])? {
        var message = TrialMessage(
            source: test.event.source, body: test.event.body, receivedAt: now)
        message.headers = test.event.headers
        var facts: EventFacts
        do { facts = try configuration.facts(of: message) } catch {
            return (error.description, [])
        }
        if let type = test.event.type {
            facts.identity.type = type
            facts.identity.milestone =
                configuration.sources[facts.source]?.mapping.milestones[type] ?? .other
        }
        if let milestone = test.event.milestone { facts.identity.milestone = milestone }
        let match = configuration.routes.match(facts)
        let reached = Set(match.planned.map(\.target))
        let (missing, surplus) = test.expectation.difference(from: reached)
        guard !missing.isEmpty || !surplus.isEmpty else { return nil }
        return (
            report(test, facts.identity, match, missing: missing, surplus: surplus),
            explanation(
                configuration.routes.explain(facts), configuration.routes,
                about: missing.union(surplus))
        )
    }

    /// More routes of one failure are not explained.
    private static let explainedMax = 8

    private static func explanation(
        _ explanation: Explanation, _ routes: RouteTable, about targets: Set<String>
    ) -> [String] {
        let concerned = explanation.routes.filter { explained in
            routes.targets(ofRoute: explained.index).contains { targets.contains($0.target) }
        }
        var lines = concerned.prefix(explainedMax).map(\.inWords)
        if concerned.count > explainedMax {
            lines.append("and \(concerned.count - explainedMax) more routes send there")
        }
        for target in targets.sorted()
        where !explanation.routes.contains(where: { explained in
            routes.targets(ofRoute: explained.index).contains { $0.target == target }
        }) {
            lines.append("no route sends to '\(target)'")
        }
        return lines
    }

    private static func report(
        _ test: ConfigurationTest, _ identity: EventIdentity, _ match: RouteMatch,
        missing: Set<String>, surplus: Set<String>
    ) -> String {
        func list(_ names: some Sequence<String>) -> String { names.joined(separator: ", ") }
        var parts: [String] = []
        if !missing.isEmpty { parts.append("did not reach \(list(missing.sorted()))") }
        if !surplus.isEmpty { parts.append("reached \(list(surplus.sorted()))") }
        let routes = match.matches.map { "'\($0.name)'" }
        let taken =
            routes.isEmpty ? "no route matched" : "routes that matched: \(list(routes))"
        let type = identity.type.isEmpty ? "no type" : "type '\(Excerpt.clean(identity.type))'"
        return "the test '\(test.name)' fails: it \(parts.joined(separator: " and ")); \(taken) "
            + "(\(type), milestone \(identity.milestone.rawValue))"
    }
}

extension ConfigurationTest.Expectation {
    fileprivate func difference(
        from reached: Set<String>
    ) -> (missing: Set<String>, surplus: Set<String>) {
        switch self {
        case .exactly(let names): (names.subtracting(reached), reached.subtracting(names))
        case .containing(let include, let exclude):
            (include.subtracting(reached), reached.intersection(exclude))
        }
    }
}

extension RouteExplanation {
    /// `'good reports' does not take it: fields.score gte 80, and there is 72, a number`
    fileprivate var inWords: String {
        let ending =
            switch outcome {
            case .taken: "takes it"
            case .disabled: "is not enabled"
            case .ended: "has ended"
            case .stopped(let by): "never sees it: '\(by)' said stop"
            case .notNeeded: "is not needed: other routes take it"
            case .refused: "does not take it" + (failure.map { ": \($0)" } ?? "")
            }
        return "'\(name)' \(ending)"
    }

    /// The first clause that does not hold; of an `or` and the like also what is within.
    private var failure: String? {
        guard let index = clauses.firstIndex(where: { !$0.holds && $0.depth == 0 }) else {
            return nil
        }
        let within = clauses[(index + 1)...].prefix { $0.depth > 0 }
            .filter { !$0.holds && $0.found != .several }.map(\.inWords)
        return clauses[index].inWords
            + (within.isEmpty ? "" : " (\(within.joined(separator: "; ")))")
    }
}

extension ClauseExplanation {
    fileprivate var inWords: String {
        "\(clause)" + (finding.map { ", and \(Excerpt.clean($0))" } ?? " does not hold")
    }
}
