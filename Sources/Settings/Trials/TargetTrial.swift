package import Model
import Routing
import Targets

/// The request that one message would become at one target, whatever the rules say: what
/// `signalbox targets preview` shows. Nothing is sent, and secrets are no part of it.
package struct TargetTrial: Sendable {
    private let target: Target
    private let destination: String
    private let request: Result<RequestPreview, RenderFailure>

    /// Without a message a test message is shown, as `signalbox targets test` sends it.
    /// `destination`: where inside the target; empty for its own.
    package init(
        target name: String, destination: String = "", message: TrialMessage? = nil,
        by configuration: Configuration, now: Timestamp
    ) throws(TrialRefusal) {
        guard let settings = configuration.targets[name] else {
            throw .unknownTarget(
                name, nearest: NearestName.find(name, in: configuration.targets.keys.sorted()))
        }
        target = settings.target
        self.destination = destination
        let event: Event
        if let message {
            let facts = try configuration.facts(of: message)
            event = Event(
                id: message.id ?? .make(at: now), source: message.source,
                identity: facts.identity, method: message.method, query: message.query,
                headers: message.headers, body: message.body, receivedAt: message.receivedAt,
                configurationVersion: configuration.version)
        } else {
            event = TestMessage.event(configurationVersion: configuration.version, now: now)
        }
        let delivery = Delivery(
            id: .make(at: now), target: name, destination: destination, routes: [],
            createdAt: now)
        request = target.preview(
            of: AttemptContext(delivery: delivery, event: event, attempt: 1, now: now))
    }

    /// Whether a request could be made.
    package var isSendable: Bool { if case .success = request { true } else { false } }

    package var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 2048)
        json.object { json in
            json.member("target", target.name)
            json.member("kind", target.kind.name)
            json.member("destination", destination)
            request.writeMember(to: &json)
        }
        return json.bytes
    }
}

/// A message that says of itself that it is a test, with every field that messages are made of.
package enum TestMessage {
    /// `candidate`: whose record a note would be put on; without one such a note is not sent.
    package static func event(
        candidate: String? = nil, configurationVersion: String, now: Timestamp
    ) -> Event {
        var fields: [String: JSONScalar] = [
            "candidate_name": .string("Test message of Signalbox"),
            "candidate_email": .string("test@example.com"),
            "score": .number(JSONNumber(87)), "score_max": .number(JSONNumber(100)),
            "report_url": .string("https://example.com/report"),
        ]
        if let candidate { fields["ats_candidate"] = .string(candidate) }
        var body = JSONWriter()
        body.object { json in
            json.member("type", "signalbox.test")
            json.member("test", true)
            json.key("fields")
            json.object { json in
                for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.scalar(value)
                }
            }
        }
        return Event(
            id: .make(at: now), source: "signalbox",
            identity: EventIdentity(
                type: "signalbox.test", milestone: .reportReady, definition: "test", run: "test",
                fields: fields),
            headers: HeaderList(["content-type": "application/json"]), body: body.bytes,
            receivedAt: now,
            configurationVersion: configurationVersion)
    }
}
