import Model
import Targets

/// Keys of `success_when`, `block_when`, `dead_when` and `retry_when`.
enum AnswerKeys {
    static let status = Key(
        "status", .oneOrList(of: .statuses, countMax: 64), "404 or 4xx; one of these.")
    static let body = Key(
        "body", .named("a mapping of places to values", by: .oneOrList(of: .text, countMax: 64)),
        "Values of a JSON body by their JSON Pointer; each has one of these texts.")
    static let exists = Key(
        "exists", .oneOrList(of: .pointer, countMax: 64),
        "Places of a JSON body where something other than null must stand.")
    static let header = Key(
        "header", .named("a mapping of headers to values", by: .oneOrList(of: .text, countMax: 64)),
        "Headers and their values; each has one of these, without case.")
    static let text = Key(
        "text", .oneOrList(of: .text, countMax: 64), "Stands in the body; one of these.")

    static let all: [any KeyDeclaration] = [status, body, exists, header, text]
}

/// Keys of `retry_after_from`.
enum WaitKeys {
    static let header = Key(
        "header", .headerName, "A header with a number of seconds, a moment or a date.")
    static let body = Key("body", .pointer, "The same in a JSON body.")
    static let unit = Key(
        "unit",
        .choice("a unit", WaitPlace.Unit.allCases.map { ($0.rawValue, $0) }),
        default: "seconds", "seconds or milliseconds: what the number counts.")

    static let all: [any KeyDeclaration] = [header, body, unit]
}

extension AnswerTest {
    init(_ mapping: MappingReader) {
        self.init()
        statuses = mapping(AnswerKeys.status) ?? []
        for (entry, texts) in mapping(AnswerKeys.body) ?? [] {
            guard let place = JSONPointer(entry.key) else {
                mapping.reading.error(
                    .invalidValue, at: entry.position, "expected a JSON Pointer such as /data/id")
                continue
            }
            values.append(.init(place, texts))
        }
        for place in mapping(AnswerKeys.exists) ?? [] { values.append(.init(place, [])) }
        for (entry, texts) in mapping(AnswerKeys.header) ?? [] {
            headers.append(.init(entry.key, texts))
        }
        texts = mapping(AnswerKeys.text) ?? []
        if !mapping.hasStrangers, !AnswerKeys.all.contains(where: { mapping.has($0) }) {
            mapping.reading.error(
                .invalidValue, at: mapping.node.position,
                "expected one of \(AnswerKeys.all.map(\.name).joined(separator: ", "))")
        }
    }
}

extension AnswerTests {
    /// Of a mapping whose table has these keys.
    init(_ mapping: MappingReader) {
        self.init()
        success = mapping(HTTPTargetKeys.successWhen) ?? []
        block = mapping(HTTPTargetKeys.blockWhen) ?? []
        dead = mapping(HTTPTargetKeys.deadWhen) ?? []
        retry = mapping(HTTPTargetKeys.retryWhen) ?? []
        if let wait = mapping(HTTPTargetKeys.retryAfterFrom).flatMap(WaitPlace.init) {
            waits = [wait]
        }
    }
}

extension WaitPlace {
    init?(_ mapping: MappingReader) {
        let (header, body) = (mapping(WaitKeys.header), mapping(WaitKeys.body))
        let unit = mapping(WaitKeys.unit) ?? .seconds
        switch (header, body) {
        case (let name?, nil): self.init(.header(name), unit: unit)
        case (nil, let place?): self.init(.body(place), unit: unit)
        case (nil, nil), (_?, _?):
            if !mapping.hasStrangers {
                mapping.reading.error(
                    .invalidValue, at: mapping.node.position, "expected either header or body")
            }
            return nil
        }
    }
}

extension ValueKind where Value == ClosedRange<Int> {
    static let statuses = parsed("a status such as 404 or 4xx", unset: nil) {
        text throws(ValueProblem) in
        if text.count == 3, text.hasSuffix("xx"), let first = Int(text.prefix(1)),
            (1...5).contains(first)
        {
            return first * 100...first * 100 + 99
        }
        guard let status = Int(text), (100...599).contains(status) else { throw ValueProblem() }
        return status...status
    }
}
