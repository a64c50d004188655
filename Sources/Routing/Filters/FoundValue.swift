import Model

/// What stands at the place where a condition looks.
enum FoundValue {
    case missing
    /// Of the request, or an id.
    case text(String)
    /// One of the event's fields.
    case scalar(JSONScalar)
    /// In the body.
    case view(JSONView)

    var kind: FoundKind {
        switch self {
        case .missing: .missing
        case .text: .string
        case .scalar(let scalar): FoundKind(scalar.kind)
        case .view(let view): FoundKind(view.kind)
        }
    }

    var number: JSONNumber? {
        switch self {
        case .missing, .text: nil
        case .scalar(.number(let number)): number
        case .scalar: nil
        case .view(let view): view.number
        }
    }

    /// Nil for containers and what is missing.
    var jsonScalar: JSONScalar? {
        switch self {
        case .missing: nil
        case .text(let text): .string(text)
        case .scalar(let scalar): scalar
        case .view(let view): JSONScalar(view)
        }
    }

    /// Equal in type and value: numbers by exact value, text byte for byte.
    func equals(_ wanted: JSONScalar) -> Bool {
        switch wanted {
        case .string(let text):
            return withText { found in Self.equal(found, text) } ?? false
        case .number(let wanted): return number.map { $0 == wanted } ?? false
        case .bool(let wanted):
            return switch self {
            case .scalar(let scalar): scalar == .bool(wanted)
            case .view(let view): view.bool == wanted
            case .missing, .text: false
            }
        case .null: return kind == .null
        }
    }

    /// Nil for what is no text. The buffer must not leave `body`.
    func withText<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        switch self {
        case .text(let text), .scalar(.string(let text)): Self.withBytes(text, body)
        case .view(let view): view.withText(body)
        case .missing, .scalar: nil
        }
    }

    static func withBytes<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        text.withBytes(body)
    }

    private static func equal(_ found: UnsafeBufferPointer<UInt8>, _ wanted: String) -> Bool {
        guard found.count == wanted.utf8.count else { return false }
        return withBytes(wanted) { wanted in same(found, wanted) }
    }

    static func startsWith(_ found: UnsafeBufferPointer<UInt8>, _ piece: String) -> Bool {
        withBytes(piece) { piece in
            found.count >= piece.count
                && same(UnsafeBufferPointer(rebasing: found.prefix(piece.count)), piece)
        }
    }

    static func endsWith(_ found: UnsafeBufferPointer<UInt8>, _ piece: String) -> Bool {
        withBytes(piece) { piece in
            found.count >= piece.count
                && same(UnsafeBufferPointer(rebasing: found.suffix(piece.count)), piece)
        }
    }

    /// By bytes, which is the order of Unicode scalars.
    static func precedes(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        left.lexicographicallyPrecedes(right)
    }

    static func same(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool { sameBytes(left, right) }
}
