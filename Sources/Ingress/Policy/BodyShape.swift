import Model

/// What a body looks like without what it says: keys and kinds, nothing else.
enum BodyShape {
    /// Larger bodies are not parsed again for this.
    static let bodyBytesMax = 64 << 10
    static let textBytesMax = 2048
    static let depthMax = 5
    static let membersMax = 24
    static let keyBytesMax = 48

    /// `{"type":"string","data":{"id":"number"}}`; a list by its first element.
    static func text(_ body: [UInt8]) -> String? {
        guard !body.isEmpty, body.count <= bodyBytesMax else { return nil }
        guard let document = try? JSONDocument(body) else { return "no JSON" }
        var json = JSONWriter()
        write(document.root, depth: 0, &json)
        return json.text
    }

    private static func write(_ value: JSONView, depth: Int, _ json: inout JSONWriter) {
        let isDeep = depth >= depthMax || json.bytes.count > textBytesMax
        switch value.kind {
        case .string: json.string("string")
        case .number: json.string("number")
        case .bool: json.string("boolean")
        case .null: json.null()
        case .array:
            guard !isDeep else { return json.string("list") }
            json.array { json in
                for element in value.elements.prefix(1) { write(element, depth: depth + 1, &json) }
            }
        case .object:
            guard !isDeep else { return json.string("object") }
            json.object { json in
                for (key, member) in value.members.prefix(membersMax) {
                    guard json.bytes.count <= textBytesMax else { break }
                    json.key(cut(key, keyBytesMax))
                    write(member, depth: depth + 1, &json)
                }
            }
        }
    }

    static func cut(_ text: String, _ bytesMax: Int) -> String {
        guard text.utf8.count > bytesMax else { return text }
        return String(decoding: text.utf8.prefix(bytesMax), as: UTF8.self) + "…"
    }
}
