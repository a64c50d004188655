/// A JSON number that keeps every digit and compares by its exact value.
///
/// `1e2`, `100` and `100.0` are equal; 9007199254740993 does not equal 9007199254740992, as it
/// would through a Double. Comparison takes time linear in the digits, whatever the exponent.
package struct JSONNumber: Sendable, CustomStringConvertible {
    /// As written.
    package let text: String

    /// `text` must be a number by the JSON grammar; anything else is nil.
    package init?(_ text: String) {
        guard let document = try? JSONDocument(Array(text.utf8)), document.root.kind == .number,
            document.root.rawBytes.count == text.utf8.count
        else { return nil }
        self.text = text
    }

    package init(_ value: Int64) { text = String(value) }

    /// The text has been checked already.
    init(checked text: String) { self.text = text }

    package var description: String { text }

    /// The nearest Double; infinite when out of range.
    package var double: Double { Double(text) ?? .nan }

    /// The value when it is a whole number that fits.
    package var int64: Int64? {
        if let value = Int64(text) { return value }
        let parts = canonical
        if parts.digits.isEmpty { return 0 }
        guard parts.exponent >= 0, parts.exponent + Int64(parts.digits.count) <= 19 else {
            return nil
        }
        let digits =
            String(decoding: parts.digits, as: UTF8.self)
            + String(repeating: "0", count: Int(parts.exponent))
        return Int64((parts.isNegative ? "-" : "") + digits)
    }

    /// The value as digits × 10^exponent, without leading or trailing zeros; zero has no digits.
    private var canonical: (isNegative: Bool, digits: [UInt8], exponent: Int64) {
        var digits: [UInt8] = []
        var exponent: Int64 = 0
        var isNegative = false
        var afterPoint = false
        var rest = Substring(text).utf8
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest.removeFirst()
        }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): afterPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                // Beyond any text's length of digits the sign of the exponent alone decides.
                let written =
                    Int64(Substring(rest)) ?? (rest.first == UInt8(ascii: "-") ? -1 << 60 : 1 << 60)
                exponent += max(-1 << 60, min(1 << 60, written))
                rest = Substring().utf8
            default:
                digits.append(byte)
                if afterPoint { exponent -= 1 }
            }
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        return digits.isEmpty ? (false, [], 0) : (isNegative, digits, exponent)
    }
}

extension JSONNumber: Comparable {
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if left.text == right.text { return true }
        let (a, b) = (left.canonical, right.canonical)
        return a.isNegative == b.isNegative && a.exponent == b.exponent && a.digits == b.digits
    }

    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if let a = Int64(left.text), let b = Int64(right.text) { return a < b }
        let (a, b) = (left.canonical, right.canonical)
        if a.digits.isEmpty || b.digits.isEmpty || a.isNegative != b.isNegative {
            let signs = (sign(a), sign(b))
            return signs.0 < signs.1
        }
        return a.isNegative ? smaller(b, a) : smaller(a, b)
    }

    private typealias Canonical = (isNegative: Bool, digits: [UInt8], exponent: Int64)

    private static func sign(_ value: Canonical) -> Int {
        value.digits.isEmpty ? 0 : value.isNegative ? -1 : 1
    }

    /// Compares magnitudes of two numbers that are not zero.
    private static func smaller(_ left: Canonical, _ right: Canonical) -> Bool {
        let orders = (
            left.exponent + Int64(left.digits.count), right.exponent + Int64(right.digits.count)
        )
        if orders.0 != orders.1 { return orders.0 < orders.1 }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}

extension JSONNumber: Hashable {
    package func hash(into hasher: inout Hasher) {
        let parts = canonical
        hasher.combine(parts.isNegative)
        hasher.combine(parts.digits)
        hasher.combine(parts.exponent)
    }
}
