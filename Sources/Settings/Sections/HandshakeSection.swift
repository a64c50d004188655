import Model
import Verification

/// Keys of one entry of `handshakes`.
enum HandshakeKeys {
    static let name = Key("name", .text, default: "handshake", "What it is called in lists.")
    static let method = Key(
        "method", .choice("a method", ["POST", "GET", "OPTIONS"].map { ($0, $0) }),
        default: "POST", "POST, GET or OPTIONS.")
    static let when = Key(
        "when", .named("a mapping of places to values", by: .text),
        "What makes a request this handshake: places and their values, \"*\" for any; all must "
            + "hold.")
    static let emptyBody = Key(
        "empty_body", .bool, default: "false", "true: a request without a body.")
    static let proof = Key(
        "proof", .text, default: "event",
        "event: verified like an event; none: anyone may ask; else a place where handshake_token "
            + "stands.")
    static let stores = Key(
        "stores", .place,
        "Where the secret stands that verifies events from then on; taken only while pairing.")
    static let status = Key(
        "status", .integer(200...299), default: "200", "The answer's status.")
    static let headers = Key(
        "headers", .named("a mapping of header names to templates", by: .handshakeTemplate),
        "The answer's headers: text with {/pointer}, {header:Name}, {query:name}, "
            + "{hmac-hex:PLACE}, {hmac-base64:PLACE}.")
    static let text = Key("text", .handshakeTemplate, "The answer's body, as text/plain.")
    static let json = Key(
        "json", .named("a mapping of names to templates", by: .handshakeValue),
        "The answer's body, as a JSON object.")

    static let all: [any KeyDeclaration] = [
        name, method, when, emptyBody, proof, stores, status, headers, text, json,
    ]
}

extension ValueKind where Value == HandshakeTemplate {
    static let handshakeTemplate = parsed(
        "text with placeholders such as {/challenge}", unset: nil
    ) { text throws(ValueProblem) in
        guard let template = HandshakeTemplate(text) else { throw ValueProblem() }
        return template
    }
}

extension ValueKind where Value == Handshake.Answer.Value {
    /// A number stands for itself.
    static let handshakeValue = ValueKind("a template, or a number") { node, reading in
        if let scalar = node.scalar, scalar.value == .number, let number = JSONNumber(scalar.text) {
            return .number(number)
        }
        return ValueKind<HandshakeTemplate>.handshakeTemplate.read(node, reading).map { .text($0) }
    }
}

/// Reads one entry of `handshakes`.
struct HandshakeSection {
    let reading: Reading

    func read(_ mapping: MappingReader) -> Handshake? {
        var handshake = Handshake(name: mapping(HandshakeKeys.name) ?? "handshake")
        if let method = mapping(HandshakeKeys.method) { handshake.method = method }
        for (entry, value) in mapping(HandshakeKeys.when) ?? [] {
            guard let place = ValuePlace(entry.key) else {
                reading.error(
                    .invalidValue, at: entry.position,
                    "'\(Excerpt.clean(entry.key))' is no place",
                    hint: "a JSON Pointer such as /type, or header:X-Name, or query:name")
                return nil
            }
            handshake.conditions.append(.init(place, value == "*" ? nil : value))
        }
        handshake.isBodyEmpty = mapping(HandshakeKeys.emptyBody) ?? false
        guard !handshake.conditions.isEmpty || handshake.isBodyEmpty else {
            reading.error(
                .missingKey, at: mapping.node.owner,
                "a handshake needs 'when', or no event would ever be taken")
            return nil
        }
        switch mapping(HandshakeKeys.proof) {
        case nil, "event": handshake.proof = .event
        case "none": handshake.proof = .none
        case .some(let text):
            guard let place = ValuePlace(text) else {
                reading.error(
                    .invalidValue, at: mapping.valuePosition(of: HandshakeKeys.proof),
                    "expected event, none, or a place such as query:token")
                return nil
            }
            handshake.proof = .token(place)
        }
        handshake.stores = mapping(HandshakeKeys.stores)
        handshake.answer = answer(mapping)
        return handshake
    }

    private func answer(_ mapping: MappingReader) -> Handshake.Answer {
        var answer = Handshake.Answer()
        if let status = mapping(HandshakeKeys.status) { answer.status = status }
        for (entry, value) in mapping(HandshakeKeys.headers) ?? [] {
            guard Names.isHeader(entry.key) else {
                reading.error(
                    .invalidValue, at: entry.position,
                    "'\(Excerpt.clean(entry.key))' is no header name")
                continue
            }
            answer.headers.append(.init(entry.key.lowercased(), value))
        }
        if mapping.has(HandshakeKeys.text), mapping.has(HandshakeKeys.json) {
            reading.error(
                .conflictingKeys, at: mapping.position(of: HandshakeKeys.json),
                "'text' and 'json' stand side by side")
        }
        if let text = mapping(HandshakeKeys.text) { answer.body = .text(text) }
        if let members = mapping(HandshakeKeys.json) {
            answer.body = .json(members.map { .init(name: $0.entry.key, value: $0.value) })
        }
        return answer
    }
}
