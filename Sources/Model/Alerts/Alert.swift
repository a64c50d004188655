/// Something a person should know about this node: an event of the source `signalbox`.
///
/// Holds no secret and nothing of what senders sent: it is told to people beyond those who may read
/// events.
package struct Alert: Equatable, Sendable {
    /// Where a condition is in its life. `begun` and `over` are told once each; `lasts` in between,
    /// each time `repeat` has passed.
    package enum State: String, Sendable {
        case begun, lasts, over
    }

    package enum Severity: String, Sendable {
        /// Somebody has to act.
        case error
        /// It may pass by itself.
        case warning
        /// Good news.
        case notice
    }

    /// One of the things that an alert is about: a target, a source, a secret.
    package struct Subject: Equatable, Sendable {
        package var name: String
        /// Its code is stable; `docs/errors.md` lists it.
        package var reason: Reason
        package var since: Timestamp
        /// Of dead letters: how many there were since they were told of last.
        package var count: Int?

        package init(name: String, reason: Reason, since: Timestamp, count: Int? = nil) {
            self.name = name
            self.reason = reason
            self.since = since
            self.count = count
        }
    }

    package var type: AlertType
    package var state: State
    package var severity: Severity
    /// One line that says it all.
    package var message: String
    /// What to do; empty when there is nothing to do, or when each subject has its own.
    package var advice: String
    /// When the first of its subjects began.
    package var since: Timestamp
    /// How many there are; `subjects` names at most `subjectsMax` of them.
    package var count: Int
    package var subjects: [Subject]
    /// It does not go through these: they are what it is about.
    package var avoided: [TargetPlace]

    package static let subjectsMax = 20
    /// The source of these events. No sender can have this name.
    package static let source = "signalbox"

    package init(
        _ type: AlertType, _ state: State, severity: Severity, message: String,
        advice: String = "", since: Timestamp, count: Int = 1, subjects: [Subject] = [],
        avoided: [TargetPlace] = []
    ) {
        self.type = type
        self.state = state
        self.severity = severity
        self.message = message
        self.advice = advice
        self.since = since
        self.count = count
        self.subjects = subjects
        self.avoided = avoided
    }
}

extension Alert {
    /// How such an event says what it is about, as sources say it of theirs.
    package static let mapping: EventMapping = {
        func place(_ name: String) -> [ValuePlace] { [.body(JSONPointer(tokens: [name]))] }
        let fields = ["state", "severity", "message", "advice", "since", "count"]
        return EventMapping(
            type: place("type"),
            fields: Dictionary(uniqueKeysWithValues: fields.map { ($0, place($0)) }))
    }()

    /// Its event's body; `docs/operations.md` promises these members:
    ///
    ///     {"type":"target.blocked","state":"begun","severity":"error",
    ///      "message":"hiring is blocked: …","advice":"…","since":"2026-01-05T10:07:40.123Z",
    ///      "count":1,"subjects":[{"name":"hiring","code":"http_forbidden","message":"…",
    ///      "advice":"…","since":"…"}]}
    package var body: [UInt8] {
        var json = JSONWriter(reservingCapacity: 512)
        json.object { json in
            json.member("type", type.rawValue)
            json.member("state", state.rawValue)
            json.member("severity", severity.rawValue)
            json.member("message", message)
            json.member("advice", advice)
            json.member("since", since.description)
            json.member("count", count)
            json.key("subjects")
            json.array { json in
                for subject in subjects { json.object { subject.write(to: &$0) } }
            }
        }
        return json.bytes
    }

    /// The alert as an event, not planned yet.
    package func event(
        id: EventID, at now: Timestamp, configurationVersion: String, explanation: [UInt8] = []
    ) -> Event {
        let body = body
        let headers = HeaderList([.init(name: "content-type", value: "application/json")])
        let parts = MessageParts(
            headers: headers, query: "", body: (try? JSONDocument(body))?.root)
        // A type of ours is short and plain.
        let identity = (try? EventReader(Self.mapping).identity(parts)) ?? EventIdentity()
        return Event(
            id: id, source: Self.source, identity: identity, headers: headers, body: body,
            receivedAt: now, configurationVersion: configurationVersion, explanation: explanation)
    }

    /// Whether an event is an alert: test messages have the same source.
    package static func isAlert(_ event: Event) -> Bool {
        event.source == source && AlertType(rawValue: event.identity.type) != nil
    }
}

extension Alert.Subject {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("name", name)
        json.member("code", reason.code)
        json.member("message", reason.message)
        json.member("advice", reason.advice)
        json.member("since", since.description)
        if let count { json.member("count", count) }
    }
}
