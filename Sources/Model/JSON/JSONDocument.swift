/// One JSON text (RFC 8259), checked whole and indexed, with its bytes kept as they came.
///
/// Nothing is decoded until it is asked for: numbers keep their digits, strings their escapes. The
/// index is a flat array with one entry per value, so work and memory are bounded by the text's
/// size.
package struct JSONDocument: Sendable {
    /// One value: where its text stands, and where the next sibling's entry is.
    struct Entry: Sendable {
        var kind: JSONKind
        /// A string's text contains a backslash. Always false for other kinds.
        var hasEscapes: Bool
        /// First byte of the value's text; for strings, of the text within the quotes.
        var start: UInt32
        /// One past its last byte; for strings, the closing quote.
        var end: UInt32
        /// Index of the entry after this value and everything in it.
        var next: UInt32
    }

    package let bytes: [UInt8]
    let entries: [Entry]

    /// Checks and indexes `bytes`.
    ///
    /// Duplicate keys are kept; lookup finds the last one, as most senders' own readers do.
    package init(
        _ bytes: [UInt8], depthMax: Int = Limits.jsonDepthMax, valuesMax: Int = Limits.jsonValuesMax
    ) throws(JSONError) {
        var parser = JSONParser(depthMax: depthMax, valuesMax: valuesMax)
        entries = try parser.parse(bytes)
        self.bytes = bytes
    }

    package var root: JSONView { JSONView(document: self, index: 0) }
}

package enum JSONKind: UInt8, Sendable {
    case null, bool, number, string, array, object

    package var name: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// Why a text is not JSON that we take. Safe to log: it quotes nothing of the text.
package enum JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not JSON at this byte, counted from 0.
    case malformed(offset: Int, expected: String)
    case tooDeep(depthMax: Int)
    case tooManyValues(valuesMax: Int)

    package var description: String {
        switch self {
        case .malformed(let offset, let expected):
            "not JSON: expected \(expected) at byte \(offset)"
        case .tooDeep(let max): "nested deeper than \(max) levels"
        case .tooManyValues(let max): "more than \(max) values"
        }
    }
}
