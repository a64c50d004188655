import Model
import Routing
import Targets

/// What is measured with: a report of 1.5 KB, as in `scripts/bench`.
enum Samples {
    struct Wrong: Error {}

    static let now = Timestamp(seconds: 1_767_607_660)

    static let body = Array(
        (#"{"event":"session.completed","data":{"candidateId":"cnd_1","reportId":"rep_1","#
            + #""positionId":"job_7","time":1767607660,"overallScore":82,"tags":["a","b","c"],"#
            + #""overallFeedback":""# + String(repeating: "x", count: 1330) + #""}}"#).utf8)

    static func event() -> Event {
        Event(
            id: EventID.make(at: SystemClock().now), source: "bench", identity: identity("job_7"),
            headers: HeaderList([
                "content-type": "application/json", "user-agent": "bench", "host": "127.0.0.1",
            ]), body: body, receivedAt: now, configurationVersion: "cfg_1")
    }

    static func delivery() -> Delivery {
        Delivery(
            id: DeliveryID.make(at: SystemClock().now), target: "sink", routes: ["all"],
            createdAt: now)
    }

    static func identity(_ definition: String) -> EventIdentity {
        EventIdentity(
            type: "session.completed", milestone: .reportReady, definition: definition,
            run: "rep_1", fields: ["score": .number(JSONNumber(82))])
    }

    static func facts(_ definition: String = "job_7") throws -> EventFacts {
        EventFacts(
            source: "bench", identity: identity(definition), body: try JSONDocument(body).root,
            receivedAt: now)
    }

    static func secret(_ text: String) throws -> Secret {
        guard let secret = Secret(text) else { throw Wrong() }
        return secret
    }

    /// One route per job, as those who route by job have.
    static func routes(_ count: Int) throws -> RouteTable {
        RouteTable(
            try (0..<count).map { number in
                var match = Match()
                match.definition = try TextMatcher(["job_\(number)"])
                return Route(name: "job \(number)", match: match, to: [RouteTarget("sink")])
            })
    }

    /// One route with a filter that an event passes only at its last condition.
    static func filtered() throws -> RouteTable {
        func condition(_ path: String, _ test: FilterTest) throws -> Filter {
            .condition(try FilterPath(path), test)
        }
        var match = Match()
        match.where = .and([
            try condition("fields.score", .ordered(.greaterOrEqual, .number(JSONNumber(80)))),
            try condition("body.data.candidateId", .startsWith("cnd_")),
            try condition("body.data.tags", .contains(.string("c"))),
            .or([
                try condition("body.data.positionId", .isOne([.string("a"), .string("b")])),
                try condition("body.data.overallScore", .equals(.number(JSONNumber(82)))),
            ]),
        ])
        return RouteTable([Route(name: "filtered", match: match, to: [RouteTarget("sink")])])
    }

    static func target(_ url: String) throws -> Target {
        var settings = HTTPTargetSettings(url: url)
        settings.signingSecrets = [
            try secret("whsec_YmVuY2gtc2VjcmV0LWJlbmNoLXNlY3JldC0yNA==")
        ]
        var target = Target(name: "sink", kind: .http(try HTTPTarget(settings)))
        target.connection.allowPrivate = [CIDR("127.0.0.0/8")].compactMap(\.self)
        return target
    }
}
