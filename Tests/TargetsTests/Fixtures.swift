import Model
import Targets

/// Events, deliveries and answers with fixed ids, so that expectations can be written out.
enum Fixture {
    static let now = Timestamp(seconds: 1_767_607_660)

    static func event(
        source: String = "apriora", type: String = "session.completed",
        milestone: Milestone = .reportReady, run: String = "r-7", definition: String = "pos_91",
        fields: [String: JSONScalar] = [:], headers: HeaderList = HeaderList(),
        body: String = "{}", bytes: [UInt8]? = nil, traceparent: String? = nil
    ) -> Event {
        Event(
            id: EventID(uuid: UUIDv7(high: 0x0123_4567_89AB_7CDE, low: 0x8000_0000_0000_0001)),
            source: source,
            identity: EventIdentity(
                type: type, milestone: milestone, definition: definition, run: run, fields: fields),
            headers: headers, body: bytes ?? Array(body.utf8), receivedAt: now,
            configurationVersion: "cfg_1", traceparent: traceparent)
    }

    static let deliveryID = DeliveryID(
        uuid: UUIDv7(high: 0x0123_4567_89AB_7CDE, low: 0x8000_0000_0000_0002))

    static func context(
        _ event: Event = event(), attempt: Int = 1, destination: String = "",
        routes: [String] = ["everything"]
    ) -> AttemptContext {
        AttemptContext(
            delivery: Delivery(
                id: deliveryID, target: "audit", destination: destination, routes: routes,
                createdAt: now),
            event: event, attempt: attempt, now: now)
    }

    static func http(
        _ url: String = "https://audit.internal/hooks", name: String = "audit",
        change: (inout HTTPTargetSettings) -> Void = { _ in }
    ) throws -> Target {
        var settings = HTTPTargetSettings(url: url)
        change(&settings)
        return Target(name: name, kind: .http(try HTTPTarget(settings)))
    }

    static func slack(
        _ text: String? = nil, url: String = "https://hooks.slack.com/services/T0/B0/s3cr3tvalue"
    ) throws -> Target {
        var values = ["url": KindValue.secret(try secret(url))]
        if let text { values["text"] = .text(text) }
        return try kind("slack", values, name: "hiring")
    }

    static func kind(
        _ kind: String, _ values: [String: KindValue], name: String = "target",
        routeTexts: [KindTarget.RouteText: String] = [:]
    ) throws -> Target {
        guard let definition = KindCatalog.kind(named: kind) else { throw Missing() }
        return Target(
            name: name,
            kind: .defined(try KindTarget(definition, values: values, routeTexts: routeTexts)))
    }

    static func secret(_ text: String) throws -> Secret {
        guard let secret = Secret(text) else { throw Missing() }
        return secret
    }

    struct Missing: Error {}

    static func answer(
        _ status: Int, _ body: String = "", headers: HeaderList = HeaderList()
    ) -> TransferResult {
        .success(OutboundResponse(status: status, headers: headers, body: Array(body.utf8)))
    }
}

extension Target {
    /// The code with which no request could be made; nil when one was.
    func failureCode(_ context: AttemptContext) -> String? {
        switch request(for: context) {
        case .success: nil
        case .failure(let failure): failure.reason.code
        }
    }
}

extension HeaderList: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Field(name: $0.0, value: $0.1) })
    }
}
