import Model
import Testing

@testable import Routing

@Suite("RouteTable")
struct RouteTableTests {
    private func route(
        _ name: String, _ to: [RouteTarget] = [RouteTarget("t")], where filter: String? = nil,
        _ set: (inout Route) throws -> Void = { _ in }
    ) throws -> Route {
        var route = Route(name: name, match: .all, to: to)
        if let filter { route.match.where = try Self.read(filter) }
        try set(&route)
        return route
    }

    private static func read(_ json: String) throws -> Filter { try filter(json) }

    private func names(_ match: RouteMatch) -> [String] { match.matches.map(\.name) }

    @Test("Every route that matches counts, in file order")
    func fileOrder() throws {
        let table = RouteTable([
            try route("run") { $0.match.run = TextMatcher(exact: "r1") },
            try route("all"),
            try route("other") { $0.match.source = TextMatcher(exact: "apriora") },
            try route("type") { $0.match.type = try TextMatcher(["session.*"]) },
            try route("milestone") { $0.match.milestone = [.reportReady, .decision] },
        ])
        let match = table.match(try facts(run: "r1"))
        #expect(names(match) == ["run", "all", "type", "milestone"])
        #expect(match.matches.map(\.index) == [0, 1, 3, 4])
        #expect(!match.isUnrouted)
    }

    @Test("No route after one that says stop sees the event; disabled ones do not stop")
    func stop() throws {
        let table = RouteTable([
            try route("off") { ($0.stop, $0.enabled) = (true, false) },
            try route("first"),
            try route("board") {
                $0.stop = true
                $0.match.definition = TextMatcher(exact: "9001")
            },
            try route("last", [RouteTarget("audit")]),
        ])
        #expect(names(table.match(try facts(definition: "9001"))) == ["first", "board"])
        #expect(names(table.match(try facts(definition: "9002"))) == ["first", "last"])
    }

    @Test("A route for the unrouted takes only what nothing else took, wherever it stands")
    func unrouted() throws {
        let table = RouteTable([
            try route("rest", [RouteTarget("triage")]) { $0.unrouted = true },
            try route("xobin") { $0.match.source = TextMatcher(exact: "xobin") },
            try route("rest of apriora") {
                ($0.unrouted, $0.stop) = (true, true)
                $0.match.source = TextMatcher(exact: "apriora")
            },
            try route("never") { $0.unrouted = true },
        ])
        #expect(names(table.match(try facts())) == ["xobin"])
        let rest = table.match(try facts(source: "apriora"))
        #expect(names(rest) == ["rest", "rest of apriora"])
        #expect(!rest.isUnrouted)
        #expect(rest.planned.map(\.target) == ["triage", "t"])
    }

    @Test("Two routes that name one place plan one delivery, with all its causes")
    func noDuplicates() throws {
        let table = RouteTable([
            try route("a", [RouteTarget("hiring", destination: "C1"), RouteTarget("audit")]) {
                $0.staleAfter = .hours(1)
            },
            try route(
                "b",
                [
                    RouteTarget("hiring", destination: "C2"),
                    RouteTarget("hiring", destination: "C1"),
                    RouteTarget("hiring", destination: "C1"),
                ]
            ) { $0.staleAfter = .hours(2) },
            try route("c", [RouteTarget("audit")]),
        ])
        #expect(
            table.match(try facts()).planned == [
                PlannedTarget(
                    target: "hiring", destination: "C1", routes: ["a", "b"], staleAfter: .hours(2)),
                PlannedTarget(target: "audit", routes: ["a", "c"]),
                PlannedTarget(
                    target: "hiring", destination: "C2", routes: ["b"], staleAfter: .hours(2)),
            ])
    }

    @Test("Many routes to many overlapping places still plan each place once")
    func manyPlaces() throws {
        let table = RouteTable(
            try (0..<40).map { number in
                try route("r\(number)", (number..<number + 40).map { RouteTarget("t\($0)") })
            })
        let planned = table.match(try facts()).planned
        #expect(planned.map(\.target) == (0..<79).map { "t\($0)" })
        #expect(planned.map(\.routes.count) == Array(1...40) + Array((1...39).reversed()))
        #expect(planned[39].routes == (0..<40).map { "r\($0)" })
    }

    @Test("An event that no route takes is unrouted, and is told why by clause and kind alone")
    func nearMisses() throws {
        let table = RouteTable([
            try route("apriora") { $0.match.source = TextMatcher(exact: "apriora") },
            try route("job") { $0.match.definition = try TextMatcher(["42*", "9"]) },
            try route("good", where: #"{"fields.score": {"gte": 80}}"#),
            try route("typed", where: #"{"body.score": {"gte": 80}}"#),
            try route("or", where: #"{"or": [{"run": "x"}, {"run": "y"}]}"#),
            try route("not", where: #"{"not": {"body.name": {"starts_with": "Jane"}}}"#),
            try route("off") { $0.enabled = false },
        ])
        let match = table.match(try facts(#"{"name":"Jane Roe","score":"91"}"#, run: "r"))
        #expect(match.isUnrouted && match.planned.isEmpty)
        #expect(
            match.nearMisses.map { "\($0.route): \($0.clause) / \($0.found.rawValue)" } == [
                #"apriora: source is "apriora" / string"#,
                #"job: definition is ["9","42*"] / missing"#,
                "good: fields.score gte 80 / missing",
                "typed: body.score gte 80 / string",
                "or: or / several",
                #"not: body.name not starts_with "Jane" / string"#,
            ])
        #expect(match.warnings.map(\.route) == ["typed"])
    }

    @Test("The stored explanation is compact JSON without the event's own values")
    func explanationJSON() throws {
        let table = RouteTable([
            try route("audit"),
            try route("reports", where: #"{"body.score": {"gte": 80}}"#),
            try route("board") { $0.stop = true },
        ])
        let match = table.match(try facts(#"{"score":"ninety-one"}"#))
        let text = String(
            decoding: match.explanationJSON(configurationVersion: "cfg_1"), as: UTF8.self)
        #expect(
            text == #"{"configuration":"cfg_1","matched":["audit","board"],"missed":[{"route":"#
                + #""reports","path":"body.score","op":"gte","wanted":80,"found":"string"}],"#
                + #""stopped_by":"board","warnings":[{"route":"reports","path":"body.score","#
                + #""op":"gte","wanted":80,"found":"string"}]}"#)
    }

    @Test("An explanation stays small, however many routes come near and however long their lists")
    func boundedExplanation() throws {
        let wanted = (0..<1000).map { #""value-\#($0)""# }.joined(separator: ",")
        let table = RouteTable(
            try (0..<100).map {
                try route("r\($0)", where: #"{"body.x": {"in": [\#(wanted)]}}"#)
            })
        let match = table.match(try facts("{}"))
        #expect(match.nearMisses.count == Limits.nearMissesMax)
        #expect(match.explanationJSON(configurationVersion: "c").count < 16 << 10)
    }

    @Test("An empty table leaves everything unrouted")
    func empty() throws {
        let match = RouteTable([]).match(try facts())
        #expect(match.isUnrouted && match.nearMisses.isEmpty)
        #expect(
            match.explanationJSON(configurationVersion: "c")
                == Array(#"{"configuration":"c","matched":[]}"#.utf8))
    }

    @Test("explain tells each route's outcome and each clause's value and reason")
    func explain() throws {
        let table = RouteTable([
            try route("off") { $0.enabled = false },
            try route("good", where: #"{"body.score": {"gte": 80}, "body.name": "Jane"}"#) {
                $0.match.source = TextMatcher(exact: "xobin")
            },
            try route(
                "bad", where: #"{"body.gone": 1, "body.name": 5, "not": {"body.score": 91}}"#),
            try route("rest") { $0.unrouted = true },
            try route("stopper") { $0.stop = true },
            try route("late"),
        ])
        let explanation = table.explain(try facts(#"{"score":91,"name":"Jane"}"#))
        #expect(
            explanation.routes.map(\.outcome) == [
                .disabled, .taken, .refused, .notNeeded, .taken, .stopped(by: "stopper"),
            ])
        let good = explanation.routes[1].clauses
        #expect(good.map(\.clause.path) == ["source", "body.score", "body.name"])
        #expect(good.map(\.value) == [#""xobin""#, "91", #""Jane""#])
        #expect(good.allSatisfy { $0.holds && $0.failure == nil })
        let bad = explanation.routes[2].clauses
        #expect(bad.map(\.failure) == [.missing, .otherKind, .otherValue, nil])
        #expect(bad.map(\.depth) == [0, 0, 0, 1])
        var json = JSONWriter()
        json.object { explanation.writeMembers(to: &$0) }
        #expect((try? JSONDocument(json.bytes)) != nil)
    }
}
