import Model

/// An answer of the admin API, read leniently: a newer node may say more, an older one less.
struct Answer {
    let json: JSONView

    init(_ bytes: [UInt8]) throws(ConsoleError) {
        do throws(JSONError) { json = try JSONDocument(bytes).root } catch {
            throw .failed("the node's answer is \(error)")
        }
    }

    init(_ json: JSONView) { self.json = json }

    /// A scalar's text; empty when absent.
    func text(_ keys: String...) -> String {
        json.value(at: keys[...])?.scalarText ?? ""
    }

    func time(_ keys: String...) -> Timestamp? {
        json.value(at: keys[...])?.string.flatMap { Timestamp(text: $0) }
    }

    func number(_ keys: String...) -> Int64? { json.value(at: keys[...])?.number?.int64 }

    func list(_ keys: String...) -> [Answer] {
        guard let list = json.value(at: keys[...]), list.kind == .array else { return [] }
        return list.elements.map { Answer($0) }
    }

    func has(_ key: String) -> Bool { json.member(key).map { $0.kind != .null } ?? false }

    /// `2 h ago`; empty when absent.
    func ago(_ key: String, now: Timestamp) -> String {
        time(key).map { RelativeTime.text($0, now: now) } ?? ""
    }

    /// `2026-01-05T10:07:40.123Z (2 h ago)`.
    func moment(_ key: String, now: Timestamp) -> String {
        time(key).map { "\($0) (\(RelativeTime.text($0, now: now)))" } ?? ""
    }

    /// A reason in one line: `http_503: the target is busy`.
    var reason: String {
        guard has("reason") else { return "" }
        return text("reason", "code") + ": " + text("reason", "message")
    }
}
