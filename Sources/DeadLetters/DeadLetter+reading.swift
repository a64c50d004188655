import FoundationEssentials
import Model

extension DeadLetter {
    /// Reads one line as `line` writes it. Members that it does not know are left alone.
    package init(line: [UInt8]) throws(DeadLetterError) {
        let root: JSONView
        do throws(JSONError) {
            root = try JSONDocument(line).root
        } catch {
            throw .malformedLine("\(error)")
        }
        guard root.kind == .object else { throw .malformedLine("no JSON object") }
        var redrive: RedriveMark?
        if let mark = root.member("redrive") {
            redrive = RedriveMark(
                origin: try mark.id("origin"), generation: Int(try mark.integer("generation")))
        }
        self.init(
            delivery: Delivery(
                id: try root.id("delivery"), webhookID: try root.id("webhook_id") as DeliveryID,
                target: try root.text("target"), destination: root.textIfAny("destination") ?? "",
                routes: root.member("routes")?.elements.compactMap(\.string) ?? [],
                createdAt: try root.time("created"),
                expiresAt: root.textIfAny("expires").flatMap { Timestamp(text: $0) },
                lane: root.textIfAny("lane"), redrive: redrive),
            event: try Event(line: try root.object("event")),
            reason: try Reason(line: try root.object("reason")),
            attempts: try Self.attempts(root), diedAt: try root.time("died"),
            configurationVersion: root.textIfAny("configuration") ?? "",
            curl: root.textIfAny("curl") ?? "")
    }

    /// The delivery that a line as `line` writes it begins with, without reading the rest; nil when
    /// it begins otherwise.
    static func id(inLine line: [UInt8]) -> DeliveryID? {
        guard line.starts(with: head) else { return nil }
        let id = line.dropFirst(head.count).prefix { $0 != UInt8(ascii: "\"") }
        return DeliveryID(String(decoding: id, as: UTF8.self))
    }

    private static let head = Array("{\"delivery\":\"".utf8)

    private static func attempts(_ root: JSONView) throws(DeadLetterError) -> [Attempt] {
        var attempts: [Attempt] = []
        guard let list = root.member("attempts") else { return [] }
        for entry in list.elements { attempts.append(try Attempt(line: entry)) }
        return attempts
    }
}

extension Event {
    fileprivate convenience init(line: JSONView) throws(DeadLetterError) {
        var headers = HeaderList()
        if let list = line.member("headers") {
            for pair in list.elements {
                guard let name = pair.element(0)?.string, let value = pair.element(1)?.string
                else { throw .malformedLine("a header is no pair of texts") }
                headers.append(name, value)
            }
        }
        var fields: [String: JSONScalar] = [:]
        if let object = line.member("fields") {
            for (name, value) in object.members { fields[name] = JSONScalar(value) }
        }
        self.init(
            id: try line.id("id"), source: try line.text("source"),
            identity: EventIdentity(
                type: line.textIfAny("type") ?? "",
                milestone: line.textIfAny("milestone").flatMap(Milestone.init) ?? .other,
                interview: line.textIfAny("interview") ?? "",
                definition: line.textIfAny("definition") ?? "",
                run: line.textIfAny("run") ?? "", fields: fields),
            method: line.textIfAny("method") ?? "POST", query: line.textIfAny("query") ?? "",
            headers: headers, body: try Self.body(line), receivedAt: try line.time("received"),
            configurationVersion: line.textIfAny("configuration") ?? "",
            traceparent: line.textIfAny("traceparent"),
            explanation: Array((line.textIfAny("explanation") ?? "").utf8))
    }

    private static func body(_ line: JSONView) throws(DeadLetterError) -> [UInt8] {
        if let text = line.textIfAny("body") { return Array(text.utf8) }
        guard let encoded = line.textIfAny("body_base64"), let data = Data(base64Encoded: encoded)
        else { throw .malformedLine("neither body nor body_base64 can be read") }
        return Array(data)
    }
}

extension Attempt {
    fileprivate init(line: JSONView) throws(DeadLetterError) {
        guard let verdict = Outcome.Class(rawValue: try line.text("outcome")) else {
            throw .malformedLine("an attempt's outcome is unknown")
        }
        self.init(
            number: Int(try line.integer("number")),
            kind: line.textIfAny("kind").flatMap(Attempt.Kind.init) ?? .message,
            startedAt: try line.time("started"), tookMilliseconds: try line.integer("took_ms"),
            status: line.member("status")?.number?.int64.flatMap { Int(exactly: $0) },
            outcome: Outcome(
                verdict, try Reason(line: try line.object("reason")),
                retryAfter: line.member("retry_after_ms")?.number?.int64.map(Milliseconds.init),
                isAmbiguous: line.member("ambiguous")?.bool ?? false,
                isContextual: verdict == .dead && line.member("contextual")?.bool ?? false),
            snippet: line.textIfAny("snippet") ?? "")
    }
}

extension Reason {
    fileprivate init(line: JSONView) throws(DeadLetterError) {
        self.init(
            code: try line.text("code"), message: line.textIfAny("message") ?? "",
            advice: line.textIfAny("advice") ?? "")
    }
}

extension JSONView {
    fileprivate func textIfAny(_ key: String) -> String? { member(key)?.string }

    fileprivate func text(_ key: String) throws(DeadLetterError) -> String {
        guard let text = textIfAny(key) else { throw .malformedLine("'\(key)' is missing") }
        return text
    }

    fileprivate func object(_ key: String) throws(DeadLetterError) -> JSONView {
        guard let view = member(key), view.kind == .object else {
            throw .malformedLine("'\(key)' is missing")
        }
        return view
    }

    fileprivate func integer(_ key: String) throws(DeadLetterError) -> Int64 {
        guard let value = member(key)?.number?.int64 else {
            throw .malformedLine("'\(key)' is no whole number")
        }
        return value
    }

    fileprivate func time(_ key: String) throws(DeadLetterError) -> Timestamp {
        guard let time = Timestamp(text: try text(key)) else {
            throw .malformedLine("'\(key)' is no time")
        }
        return time
    }

    fileprivate func id<ID: PrefixedID>(_ key: String) throws(DeadLetterError) -> ID {
        guard let id = ID(try text(key)) else { throw .malformedLine("'\(key)' is no id") }
        return id
    }
}
