package import Model

/// A request by which a vendor asks whether we are there and mean it: answered, never routed.
/// Data: presets bring them, `handshakes` in routes.yaml adds others.
package struct Handshake: Hashable, Sendable {
    /// Why it may be answered.
    package enum Proof: Hashable, Sendable {
        /// It is verified like an event.
        case event
        /// Anyone may ask: the answer holds nothing but what was asked.
        case none
        /// The source's `handshake_token` stands here.
        case token(ValuePlace)
    }

    /// One thing that makes a request this handshake.
    package struct Condition: Hashable, Sendable {
        package var place: ValuePlace
        /// Nil: any value.
        package var value: String?

        package init(_ place: ValuePlace, _ value: String? = nil) {
            self.place = place
            self.value = value
        }
    }

    package struct Answer: Hashable, Sendable {
        package var status = 200
        package var headers: [Header] = []
        package var body = Body.none

        package init() {}

        package struct Header: Hashable, Sendable {
            package var name: String
            package var value: HandshakeTemplate
        }

        package enum Body: Hashable, Sendable {
            case none
            case text(HandshakeTemplate)
            /// Text as `text/html` readers must never guess at; see RFC 8259 for the members.
            case json([Member])
        }

        package struct Member: Hashable, Sendable {
            package var name: String
            package var value: Value

            package init(name: String, value: Value) {
                self.name = name
                self.value = value
            }
        }

        package enum Value: Hashable, Sendable {
            case text(HandshakeTemplate)
            case number(JSONNumber)
        }
    }

    package var name: String
    package var method: String
    /// All must hold.
    package var conditions: [Condition]
    /// The body is empty.
    package var isBodyEmpty = false
    package var proof: Proof
    package var answer: Answer
    /// Where a secret stands that verifies the events to come. Taken only while pairing.
    package var stores: ValuePlace?

    package init(
        name: String, method: String = "POST", conditions: [Condition] = [],
        proof: Proof = .event, answer: Answer = Answer()
    ) {
        self.name = name
        self.method = method
        self.conditions = conditions
        self.proof = proof
        self.answer = answer
    }

    /// Whether the body must have been read as JSON to know it.
    package var readsBody: Bool {
        conditions.contains { if case .body = $0.place { true } else { false } }
    }

    /// Whether this is what the request asks.
    package func matches(method: String, _ parts: MessageParts, bodyIsEmpty: Bool) -> Bool {
        guard method == self.method, !isBodyEmpty || bodyIsEmpty else { return false }
        return conditions.allSatisfy { condition in
            guard let text = EventReader.text(condition.place, parts) else { return false }
            return condition.value.map { $0 == text } ?? true
        }
    }
}

extension Handshake.Answer {
    static func text(_ parts: HandshakeTemplate.Part...) -> Handshake.Answer {
        var answer = Handshake.Answer()
        answer.body = .text(HandshakeTemplate(parts: parts))
        return answer
    }

    static func json(_ members: Handshake.Answer.Member...) -> Handshake.Answer {
        var answer = Handshake.Answer()
        answer.body = .json(members)
        return answer
    }

    func adding(_ name: String, _ parts: HandshakeTemplate.Part...) -> Handshake.Answer {
        var answer = self
        answer.headers.append(Header(name: name, value: HandshakeTemplate(parts: parts)))
        return answer
    }
}

extension Handshake.Answer.Header {
    package init(_ name: String, _ value: HandshakeTemplate) {
        self.init(name: name, value: value)
    }
}
