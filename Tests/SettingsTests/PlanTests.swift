import Model
import Settings
import Testing

@Suite("Plans: what an edit would change")
struct PlanTests {
    private let now = Timestamp(milliseconds: 1_790_000_000_000)

    private func tally(
        _ old: String, _ new: String, bodies: [String] = [#"{"n": 1}"#, #"{"n": 9}"#]
    ) throws -> PlanTally {
        var comparison = PlanComparison(
            before: try TrialTests.configuration(old), after: try TrialTests.configuration(new),
            now: now)
        for body in bodies {
            comparison.add(
                Event(
                    id: .make(at: now), source: "s", identity: EventIdentity(),
                    headers: HeaderList(), body: Array(body.utf8), receivedAt: now,
                    configurationVersion: "cfg_0"))
        }
        return comparison.tally
    }

    private func words(_ tally: PlanTally) -> Set<String> {
        Set(
            tally.changes.map { change, count in
                "\(change.kind.rawValue) \(change.target) \(change.routes) \(count.deliveries)"
            })
    }

    @Test("alerts are planned by their routes; a test message went past all of them")
    func alerts() throws {
        let edited = TrialTests.rules + "\nalerts: { to: [note] }\n"
        let source = "  - { name: own, match: { source: signalbox }, to: [audit] }"
        var comparison = PlanComparison(
            before: try TrialTests.configuration(TrialTests.rules + "\n" + source),
            after: try TrialTests.configuration(edited), now: now)
        let alert = Alert(
            .diskLow, .begun, severity: .error, message: "the disk is nearly full", since: now)
        comparison.add(alert.event(id: .make(at: now), at: now, configurationVersion: "cfg_0"))
        comparison.add(TestMessage.event(configurationVersion: "cfg_0", now: now))
        #expect(
            words(comparison.tally) == [
                #"removed audit ["own"] 1"#, #"added note ["alerts"] 1"#,
            ])
        #expect(comparison.tally.events == 2)
    }

    @Test("the same rules change nothing")
    func same() throws {
        let tally = try tally(TrialTests.rules, TrialTests.rules)
        #expect(tally.changes.isEmpty)
        #expect((tally.events, tally.changedEvents) == (2, 0))
    }

    @Test("a lower bar adds deliveries of that rule to its targets")
    func added() throws {
        let edited = TrialTests.rules.replacing("gte: 5", with: "gte: 1")
        let tally = try tally(TrialTests.rules, edited)
        #expect(
            words(tally) == [
                #"added note ["high"] 1"#, #"other_routes audit ["all", "high"] 1"#,
            ])
        #expect(tally.changedEvents == 1)
        #expect(tally.changes.values.allSatisfy { $0.examples.count == 1 })
    }

    @Test("another end of the same rule is told as such, not as another rule")
    func terms() throws {
        let edited = TrialTests.rules.replacing(
            "{ name: all, match: all, to: [audit] }",
            with: "{ name: all, match: all, to: [audit], stale_after: 1h }")
        let tally = try tally(TrialTests.rules, edited)
        #expect(words(tally) == [#"other_terms audit ["all"] 1"#])
    }

    @Test("a rule that goes takes its deliveries away; what is left unrouted is counted")
    func removed() throws {
        let edited = TrialTests.rules.replacing(
            "{ name: all, match: all, to: [audit] }",
            with: "{ name: all, match: { type: none }, to: [audit] }")
        let tally = try tally(TrialTests.rules, edited)
        #expect(
            words(tally) == [#"removed audit ["all"] 1"#, #"other_routes audit ["high"] 1"#])
        #expect(tally.unrouted == 1)
    }

    @Test("an edited message counts as another request, only where it comes out otherwise")
    func edited() throws {
        let edited = TrialTests.rules.replacing("body.n}}", with: "body.m}}")
        #expect(
            words(try tally(TrialTests.rules, edited)) == [#"other_request note ["high"] 1"#])
        let quoted = TrialTests.rules.replacing(
            "kind: http, url: \"https://example.com/n\"",
            with: "url: 'https://example.com/n', kind: http")
        #expect(try tally(TrialTests.rules, quoted).changes.isEmpty)
        let slower = TrialTests.rules.replacing(
            "url: \"https://example.com/n\"", with: "url: \"https://example.com/n\", rate: 1/s")
        #expect(try tally(TrialTests.rules, slower).changes.isEmpty)
    }

    @Test("events of a source that goes are refused, those of one that comes admitted")
    func sources() throws {
        let edited = TrialTests.rules.replacing("  s:\n", with: "  other:\n")
        let tally = try tally(TrialTests.rules, edited)
        #expect((tally.refused, tally.admitted, tally.unrouted) == (2, 0, 2))
        #expect(try self.tally(edited, TrialTests.rules).admitted == 2)
    }

    @Test("what is kept does not grow with the events")
    func bounded() throws {
        let edited = TrialTests.rules.replacing("gte: 5", with: "gte: 1")
        let tally = try tally(
            TrialTests.rules, edited, bodies: Array(repeating: #"{"n": 2}"#, count: 500))
        #expect(tally.events == 500)
        #expect(tally.changes.count == 2)
        #expect(tally.changes.values.allSatisfy { $0.deliveries == 500 && $0.examples.count == 3 })
    }
}
