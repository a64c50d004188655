import Model

/// JSON with a line for each member, two spaces deep; strings and numbers as they were written.
enum PrettyJSON {
    static func text(_ view: JSONView) -> String {
        var bytes: [UInt8] = []
        write(view, depth: 0, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text as it is when it is no JSON; nil when it is no text.
    static func text(_ body: [UInt8]) -> String? {
        if let document = try? JSONDocument(body) { return text(document.root) }
        return String(validating: body, as: UTF8.self)
    }

    private static func write(_ view: JSONView, depth: Int, into bytes: inout [UInt8]) {
        switch view.kind {
        case .null, .bool, .number, .string: bytes += view.sourceBytes
        case .array:
            container("[", "]", Array(view.elements), depth, &bytes) { element, bytes in
                write(element, depth: depth + 1, into: &bytes)
            }
        case .object:
            container("{", "}", Array(view.members), depth, &bytes) { member, bytes in
                var key = JSONWriter()
                key.string(member.key)
                bytes += key.bytes
                bytes += ": ".utf8
                write(member.value, depth: depth + 1, into: &bytes)
            }
        }
    }

    private static func container<Element>(
        _ opening: String, _ closing: String, _ elements: [Element], _ depth: Int,
        _ bytes: inout [UInt8], _ write: (Element, inout [UInt8]) -> Void
    ) {
        bytes += opening.utf8
        for (index, element) in elements.enumerated() {
            bytes += (index > 0 ? ",\n" : "\n").utf8
            bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth + 2)
            write(element, &bytes)
        }
        if !elements.isEmpty {
            bytes += "\n".utf8
            bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth)
        }
        bytes += closing.utf8
    }
}
