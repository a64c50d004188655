/// One value inside a `JSONDocument`. A view is cheap: it holds the document and an index.
package struct JSONView: Sendable {
    let document: JSONDocument
    let index: Int

    private var entry: JSONDocument.Entry { document.entries[index] }

    package var kind: JSONKind { entry.kind }

    /// The value's text as it came; for strings, without the quotes and with escapes.
    package var rawBytes: ArraySlice<UInt8> { document.bytes[Int(entry.start)..<Int(entry.end)] }

    /// The value's whole text as it came, quotes included.
    package var sourceBytes: ArraySlice<UInt8> {
        kind == .string
            ? document.bytes[Int(entry.start) - 1..<Int(entry.end) + 1] : rawBytes
    }

    package var bool: Bool? { kind == .bool ? entry.end - entry.start == 4 : nil }

    package var number: JSONNumber? {
        kind == .number ? JSONNumber(checked: String(decoding: rawBytes, as: UTF8.self)) : nil
    }

    /// A string's text, unescaped; nil for other kinds.
    package var string: String? {
        guard kind == .string else { return nil }
        return entry.hasEscapes
            ? Self.unescape(rawBytes) : String(decoding: rawBytes, as: UTF8.self)
    }

    /// The text of a string, or of a number or boolean as written; nil for null and containers.
    /// This is how types and ids are read, which are always text.
    package var scalarText: String? {
        switch kind {
        case .string: string
        case .number, .bool: String(decoding: rawBytes, as: UTF8.self)
        case .null, .array, .object: nil
        }
    }

    /// An array's elements or an object's values; empty for scalars.
    package var elements: some Sequence<JSONView> {
        let document = document
        let isObject = kind == .object
        let end = isObject || kind == .array ? Int(entry.next) : index + 1
        var position = index + 1
        return AnyIterator {
            guard position < end else { return nil }
            let value = isObject ? position + 1 : position
            position = Int(document.entries[value].next)
            return JSONView(document: document, index: value)
        }
    }

    /// An object's members in order; empty for other kinds.
    package var members: some Sequence<(key: String, value: JSONView)> {
        let document = document
        let end = kind == .object ? Int(entry.next) : index + 1
        var position = index + 1
        return AnyIterator {
            guard position < end else { return nil }
            let key = JSONView(document: document, index: position)
            let value = JSONView(document: document, index: position + 1)
            position = Int(document.entries[value.index].next)
            return (key.string ?? "", value)
        }
    }

    /// How many elements an array has, or members an object has; 0 for scalars.
    package var count: Int {
        var count = 0
        for _ in elements { count += 1 }
        return count
    }

    /// The last member with this key; nil when there is none or this is no object.
    package func member(_ key: String) -> JSONView? {
        document.member(key, of: index).map { JSONView(document: document, index: $0) }
    }

    /// The element at a zero-based position; nil when out of range or no array.
    package func element(_ position: Int) -> JSONView? {
        document.element(position, of: index).map { JSONView(document: document, index: $0) }
    }

    /// The text was checked when it was parsed, so every escape is whole.
    private static func unescape(_ raw: ArraySlice<UInt8>) -> String {
        raw.withUnsafeBufferPointer { unescape($0) }
    }

    static func unescape(_ text: UnsafeBufferPointer<UInt8>) -> String {
        var units: [UInt8] = []
        units.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                units.append(text[index])
                index += 1
                continue
            }
            let escaped = text[index + 1]
            index += 2
            switch escaped {
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "u"):
                let high = UInt32(JSONParser.hexUnit(text, at: index) ?? 0xFFFD)
                index += 4
                var scalar = high
                if (0xD800...0xDBFF).contains(high) {
                    let low = UInt32(JSONParser.hexUnit(text, at: index + 2) ?? 0xDC00)
                    scalar = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                    index += 6
                }
                units.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
            default: units.append(escaped)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }
}
