import Model
import Testing

@testable import Routing

@Suite("Routes of the settings API")
struct RouteOverlayTests {
    private func settings(
        _ interview: String, start: Bool? = nil, submission: Bool? = nil, source: String = "xobin"
    ) -> InterviewSettings {
        var settings = InterviewSettings(
            source: source, interview: interview, changedAt: Timestamp(milliseconds: 0), by: "key")
        settings.hooks[.start] = start.map { .init(isEnabled: $0, url: "https://example.com/") }
        settings.hooks[.submission] = submission.map {
            .init(isEnabled: $0, url: "https://example.com/")
        }
        return settings
    }

    private func targets(
        _ settings: [InterviewSettings], after routes: [Route] = [], source: String = "xobin",
        milestone: Milestone = .reportReady, interview: String = "4217"
    ) throws -> [String] {
        let table = RouteTable(routes).with(RouteOverlay(settings))
        let facts = try facts(source: source, milestone: milestone, interview: interview)
        return table.match(facts).planned.map(\.target)
    }

    @Test("an interview's own hook comes before that of all, one by one")
    func own() throws {
        let both = [
            settings("", start: true, submission: true), settings("4217", submission: true),
        ]
        #expect(try targets(both) == ["xobin/4217/submission"])
        #expect(try targets(both, milestone: .started) == ["xobin/start"])
        #expect(try targets(both, interview: "1") == ["xobin/submission"])
        #expect(try targets(both, milestone: .paused) == [])
        #expect(try targets(both, source: "apriora") == [])
    }

    @Test("a disabled hook takes nothing, and lets no other take it either")
    func disabled() throws {
        let entries = [settings("", submission: true), settings("4217", submission: false)]
        #expect(try targets(entries) == [])
        #expect(try targets(entries, interview: "1") == ["xobin/submission"])
    }

    @Test("they come after the file's routes: stop ends before them, unrouted after them")
    func order() throws {
        var stop = Route(name: "stop", match: .all, to: [RouteTarget("a")])
        stop.stop = true
        var rest = Route(name: "rest", match: .all, to: [RouteTarget("b")])
        rest.unrouted = true
        let entry = [settings("4217", submission: true)]
        #expect(try targets(entry, after: [stop]) == ["a"])
        #expect(try targets(entry, after: [rest]) == ["xobin/4217/submission"])
        #expect(try targets(entry, after: [rest], interview: "1") == ["b"])
        let all = Route(name: "all", match: .all, to: [RouteTarget("b")])
        #expect(try targets(entry, after: [all]) == ["b", "xobin/4217/submission"])
    }

    @Test("what is stored and what is explained names them")
    func told() throws {
        let table = RouteTable([Route(name: "r", match: .all, to: [])])
            .with(RouteOverlay([settings("4217", submission: true)]))
        let facts = try facts(interview: "4217")
        let text = String(
            decoding: table.match(facts).explanationJSON(configurationVersion: "cfg_1+2"),
            as: UTF8.self)
        #expect(
            text
                == #"{"configuration":"cfg_1+2","matched":["r","settings xobin/4217: submission"]}"#
        )
        let last = try #require(table.explain(facts).routes.last)
        #expect(last.name == "settings xobin/4217: submission")
        #expect(last.outcome == .taken)
        let other = try #require(
            table.with(RouteOverlay([settings("4217", submission: false)])).explain(facts)
                .routes.last)
        #expect(other.outcome == .disabled)
    }

    @Test("names of different hooks differ, whatever the interview is called")
    func names() {
        let keys = ["", "start", "a/start", "4217"].map {
            InterviewKey(source: "xobin", interview: $0)
        }
        let names = keys.flatMap { key in InterviewHook.allCases.map { key.targetName($0) } }
        #expect(Set(names).count == names.count)
    }
}
