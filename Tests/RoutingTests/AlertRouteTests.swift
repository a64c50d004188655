import Model
import Testing

@testable import Routing

@Suite("Routes and alerts")
struct AlertRouteTests {
    private func route(
        _ name: String, source: [String]? = nil, _ set: (inout Route) -> Void = { _ in }
    ) throws -> Route {
        var match = Match()
        match.source = try source.map { try TextMatcher($0) }
        var route = Route(name: name, match: match, to: [RouteTarget("\(name)-target")])
        set(&route)
        return route
    }

    private func alerts() throws -> Route {
        try route("alerts", source: ["signalbox"]) {
            $0.match.type = TextMatcher(exactly: AlertType.allCases.map(\.rawValue))
        }
    }

    private func alert(_ type: String = "disk.low") throws -> EventFacts {
        try facts(source: Alert.source, type: type, milestone: .other)
    }

    private func names(_ match: RouteMatch) -> [String] { match.matches.map(\.name) }

    @Test("an alert is seen by routes that name its source, and by no other")
    func named() throws {
        let table = RouteTable([
            try route("all"), try route("glob", source: ["*", "signal*"]),
            try route("both", source: ["xobin", "signalbox"]),
            try route("one", source: ["signalbox"]),
            try route("off", source: ["signalbox"]) { $0.enabled = false },
            try route("rest") { $0.unrouted = true },
        ])
        #expect(names(table.match(try alert())) == ["both", "one"])
        #expect(names(table.match(try facts())) == ["all", "glob", "both"])
        #expect(table.takesAlerts)
        #expect(table.alertTargets == ["both-target", "one-target"])
    }

    @Test("without any such route nothing takes an alert, whatever takes everything")
    func none() throws {
        let table = RouteTable([
            try route("all"), try route("rest") { $0.unrouted = true },
            try route("off", source: ["signalbox"]) { $0.enabled = false },
        ])
        #expect(table.match(try alert()).isUnrouted)
        #expect(!table.takesAlerts)
        #expect(table.alertTargets.isEmpty)
    }

    @Test("no route's stop keeps alerts from those who asked for them in `alerts`")
    func stopped() throws {
        let table = RouteTable(
            [
                try route("one", source: ["signalbox"]) { $0.stop = true },
                try route("two", source: ["signalbox"]),
            ], alerts: try alerts())
        let match = table.match(try alert())
        #expect(Set(names(match)) == ["alerts", "one"])
        #expect(match.planned.map(\.target) == ["alerts-target", "one-target"])
        let explained = table.explain(try alert()).routes
        #expect(
            explained.map { "\($0.name) \($0.outcome.code)" }
                == ["one taken", "two stopped", "alerts taken"])
        #expect(names(table.match(try alert("signalbox.test"))) == ["one"])
        #expect(
            table.explain(try alert("signalbox.test")).routes.last?.outcome == .refused)
    }

    @Test("ordinary events meet nothing of it, and places keep their numbers")
    func ordinary() throws {
        let table = RouteTable(
            [try route("all"), try route("one", source: ["signalbox"])], alerts: try alerts())
        let explained = table.explain(try facts()).routes
        #expect(explained.map(\.name) == ["all", "one"])
        #expect(explained.map(\.index) == [0, 1])
        #expect(table.routes.map(\.name) == ["all", "one"])
        #expect(table.targets(ofRoute: 1) == [RouteTarget("one-target")])
        #expect(table.targets(ofRoute: 2) == [RouteTarget("alerts-target")])
        #expect(table.targets(ofRoute: 3) == [])
    }

    @Test("what is left out is named in the stored explanation")
    func leftOut() throws {
        let match = RouteTable([], alerts: try alerts()).match(try alert())
        let json = match.explanationJSON(configurationVersion: "cfg_1", leftOut: ["hiring"])
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"configuration":"cfg_1","matched":["alerts"],"left_out":["hiring"]}"#)
    }

    @Test("a route that takes everything does not cover one of alerts")
    func covers() throws {
        let (all, one) = (try route("all").match, try route("one", source: ["signalbox"]).match)
        #expect(!all.covers(one))
        #expect(one.covers(one))
        #expect(one.namesOnlyAlerts && !all.namesAlerts)
    }
}
