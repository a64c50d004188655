/// Checks a JSON text and builds its index in one pass, without recursion.
struct JSONParser {
    private let depthMax: Int
    private let valuesMax: Int
    private var entries: [JSONDocument.Entry] = []
    /// Entry indexes of the containers that are open.
    private var open: [Int] = []

    init(depthMax: Int, valuesMax: Int) {
        self.depthMax = depthMax
        self.valuesMax = valuesMax
    }

    private enum Expecting { case value, valueOrEnd, key, keyOrEnd, separator, nothing }

    mutating func parse(_ bytes: [UInt8]) throws(JSONError) -> [JSONDocument.Entry] {
        guard bytes.count < Int(UInt32.max) else {
            throw .tooManyValues(valuesMax: valuesMax)
        }
        entries.reserveCapacity(min(bytes.count / 16 + 8, valuesMax))
        var failure: JSONError?
        bytes.withUnsafeBufferPointer { buffer in
            do throws(JSONError) { try run(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        return entries
    }

    private mutating func run(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) {
        var position = 0
        var expecting = Expecting.value
        while true {
            position = Self.skipSpace(text, position)
            guard position < text.count else { break }
            let byte = text[position]
            switch expecting {
            case .nothing:
                throw .malformed(offset: position, expected: "end of text")
            case .separator:
                expecting = try separator(byte, at: &position)
            case .keyOrEnd where byte == UInt8(ascii: "}"),
                .valueOrEnd where byte == UInt8(ascii: "]"):
                expecting = close(at: &position)
            case .key, .keyOrEnd:
                guard byte == UInt8(ascii: "\"") else {
                    throw .malformed(offset: position, expected: "a key in quotes")
                }
                try string(text, at: &position)
                position = Self.skipSpace(text, position)
                guard position < text.count, text[position] == UInt8(ascii: ":") else {
                    throw .malformed(offset: position, expected: "':'")
                }
                position += 1
                expecting = .value
            case .value, .valueOrEnd:
                expecting = try value(text, byte, at: &position)
            }
        }
        guard expecting == .nothing else {
            throw .malformed(offset: position, expected: open.isEmpty ? "a value" : "more text")
        }
    }

    private mutating func separator(
        _ byte: UInt8, at position: inout Int
    ) throws(JSONError) -> Expecting {
        let inObject = entries[open[open.count - 1]].kind == .object
        if byte == UInt8(ascii: ",") {
            position += 1
            return inObject ? .key : .value
        }
        guard byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
            throw .malformed(offset: position, expected: inObject ? "',' or '}'" : "',' or ']'")
        }
        return close(at: &position)
    }

    private mutating func close(at position: inout Int) -> Expecting {
        position += 1
        let container = open.removeLast()
        entries[container].end = UInt32(position)
        entries[container].next = UInt32(entries.count)
        return open.isEmpty ? .nothing : .separator
    }

    private mutating func value(
        _ text: UnsafeBufferPointer<UInt8>, _ byte: UInt8, at position: inout Int
    ) throws(JSONError) -> Expecting {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < depthMax else { throw .tooDeep(depthMax: depthMax) }
            open.append(entries.count)
            let isObject = byte == UInt8(ascii: "{")
            try append(isObject ? .object : .array, from: position, to: position)
            position += 1
            return isObject ? .keyOrEnd : .valueOrEnd
        case UInt8(ascii: "\""): try string(text, at: &position)
        case UInt8(ascii: "t"): try word("true", .bool, text, at: &position)
        case UInt8(ascii: "f"): try word("false", .bool, text, at: &position)
        case UInt8(ascii: "n"): try word("null", .null, text, at: &position)
        default: try number(text, at: &position)
        }
        return open.isEmpty ? .nothing : .separator
    }

    private mutating func append(
        _ kind: JSONKind, from start: Int, to end: Int, hasEscapes: Bool = false
    ) throws(JSONError) {
        guard entries.count < valuesMax else { throw .tooManyValues(valuesMax: valuesMax) }
        entries.append(
            .init(
                kind: kind, hasEscapes: hasEscapes, start: UInt32(start), end: UInt32(end),
                next: UInt32(entries.count + 1)))
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONKind, _ text: UnsafeBufferPointer<UInt8>,
        at position: inout Int
    ) throws(JSONError) {
        let end = position + word.utf8CodeUnitCount
        guard end <= text.count else { throw .malformed(offset: position, expected: "a value") }
        for index in position..<end where text[index] != word.utf8Start[index - position] {
            throw .malformed(offset: position, expected: "a value")
        }
        try append(kind, from: position, to: end)
        position = end
    }

    private mutating func number(
        _ text: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(JSONError) {
        let start = position
        func digits() -> Int {
            let first = position
            while position < text.count, text[position] &- 0x30 < 10 { position += 1 }
            return position - first
        }
        func skip(_ first: UInt8, _ second: UInt8) -> Bool {
            guard position < text.count, text[position] == first || text[position] == second
            else { return false }
            position += 1
            return true
        }
        _ = skip(UInt8(ascii: "-"), UInt8(ascii: "-"))
        let first = position < text.count ? text[position] : 0
        let whole = digits()
        guard whole == 1 || (whole > 1 && first != UInt8(ascii: "0")) else {
            throw .malformed(offset: start, expected: "a value")
        }
        if skip(UInt8(ascii: "."), UInt8(ascii: ".")), digits() == 0 {
            throw .malformed(offset: position, expected: "a digit")
        }
        if skip(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = skip(UInt8(ascii: "+"), UInt8(ascii: "-"))
            guard digits() > 0 else { throw .malformed(offset: position, expected: "a digit") }
        }
        try append(.number, from: start, to: position)
    }

    private mutating func string(
        _ text: UnsafeBufferPointer<UInt8>, at position: inout Int
    ) throws(JSONError) {
        let start = position + 1
        var index = start
        var hasEscapes = false
        while true {
            index = JSONText.plainEnd(text, from: index)
            guard index < text.count else { break }
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                try append(.string, from: start, to: index, hasEscapes: hasEscapes)
                position = index + 1
                return
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index = try Self.escape(text, at: index)
            } else if byte < 0x20 {
                throw .malformed(offset: index, expected: "a control character as \\u00XX")
            } else if byte < 0x80 {
                index += 1
            } else {
                index = try Self.multibyte(text, at: index)
            }
        }
        throw .malformed(offset: index, expected: "a closing quote")
    }

    /// The index after an escape that starts at `index`. Lone surrogates are refused: they are not
    /// text.
    private static func escape(
        _ text: UnsafeBufferPointer<UInt8>, at index: Int
    ) throws(JSONError) -> Int {
        let malformed = JSONError.malformed(offset: index, expected: "a valid escape")
        guard index + 1 < text.count else { throw malformed }
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"):
            guard let unit = hexUnit(text, at: index + 2) else { throw malformed }
            guard (0xD800...0xDFFF).contains(unit) else { return index + 6 }
            guard unit < 0xDC00, index + 7 < text.count, text[index + 6] == UInt8(ascii: "\\"),
                text[index + 7] == UInt8(ascii: "u"), let low = hexUnit(text, at: index + 8),
                (0xDC00...0xDFFF).contains(low)
            else { throw malformed }
            return index + 12
        default: throw malformed
        }
    }

    static func hexUnit(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
        guard index + 4 <= text.count else { return nil }
        var unit: UInt16 = 0
        for digit in index..<index + 4 {
            guard let value = Hex.value(of: text[digit]) else { return nil }
            unit = unit << 4 | UInt16(value)
        }
        return unit
    }

    /// The index after one UTF-8 sequence of two to four bytes (RFC 3629 section 4).
    private static func multibyte(
        _ text: UnsafeBufferPointer<UInt8>, at index: Int
    ) throws(JSONError) -> Int {
        let lead = text[index]
        let second = index + 1 < text.count ? text[index + 1] : 0
        let (length, range): (Int, ClosedRange<UInt8>)
        switch lead {
        case 0xC2...0xDF: (length, range) = (2, 0x80...0xBF)
        case 0xE0: (length, range) = (3, 0xA0...0xBF)
        case 0xED: (length, range) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, range) = (3, 0x80...0xBF)
        case 0xF0: (length, range) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, range) = (4, 0x80...0xBF)
        case 0xF4: (length, range) = (4, 0x80...0x8F)
        default: throw .malformed(offset: index, expected: "UTF-8")
        }
        guard index + length <= text.count, range.contains(second) else {
            throw .malformed(offset: index, expected: "UTF-8")
        }
        for next in index + 2..<max(index + 2, index + length) where text[next] & 0xC0 != 0x80 {
            throw .malformed(offset: index, expected: "UTF-8")
        }
        return index + length
    }

    private static func skipSpace(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var position = start
        while position < text.count,
            text[position] == 0x20 || text[position] == 0x0A || text[position] == 0x0D
                || text[position] == 0x09
        { position += 1 }
        return position
    }
}
