@testable import Model

/// A JSON value of the simplest kind, to hold the reader against.
indirect enum RandomJSON: Equatable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string([Unicode.Scalar])
    case array([RandomJSON])
    case object([Member])

    struct Member: Equatable {
        var key: [Unicode.Scalar]
        var value: RandomJSON
    }

    init(_ view: JSONView) {
        switch view.kind {
        case .null: self = .null
        case .bool: self = .bool(view.bool ?? false)
        case .number: self = .number(view.number?.text ?? "?")
        case .string: self = .string(Array((view.string ?? "?").unicodeScalars))
        case .array: self = .array(view.elements.map { RandomJSON($0) })
        case .object:
            self = .object(
                view.members.map {
                    Member(key: Array($0.key.unicodeScalars), value: .init($0.value))
                })
        }
    }

    static func make(depth: Int, _ random: inout SeededGenerator) -> RandomJSON {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2:
            let numbers = ["0", "-0", "1", "-12.50", "1e5", "9007199254740993", "1E-400", "0.10"]
            return .number(numbers.randomElement(using: &random) ?? "0")
        case 3: return .string(text(&random))
        case 4, 5:
            let count = Int.random(in: 0...4, using: &random)
            return .object(
                (0..<count).map { _ in
                    Member(key: text(&random), value: make(depth: depth + 1, &random))
                })
        default:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in make(depth: depth + 1, &random) })
        }
    }

    private static func text(_ random: inout SeededGenerator) -> [Unicode.Scalar] {
        let scalars = Array(
            "ab\"\\/\n\u{0}\u{1F}\u{7F}é\u{301}€😀\u{FFFF}\u{10FFFF}~.".unicodeScalars)
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in
            scalars.randomElement(using: &random) ?? "a"
        }
    }

    /// Written with white space and escapes as they fall.
    func text(_ random: inout SeededGenerator) -> String {
        let space = ["", "", "", " ", "\n", "\t\r"].randomElement(using: &random) ?? ""
        switch self {
        case .null: return space + "null"
        case .bool(let value): return space + (value ? "true" : "false")
        case .number(let text): return space + text + space
        case .string(let scalars): return space + Self.quoted(scalars, &random)
        case .array(let items):
            return "[" + items.map { $0.text(&random) }.joined(separator: ",") + space + "]"
        case .object(let members):
            let texts = members.map {
                space + Self.quoted($0.key, &random) + space + ":" + $0.value.text(&random)
            }
            return "{" + texts.joined(separator: space + ",") + space + "}"
        }
    }

    private static func quoted(_ scalars: [Unicode.Scalar], _ random: inout SeededGenerator)
        -> String
    {
        var text = "\""
        for scalar in scalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || Int.random(in: 0..<4, using: &random) == 0 {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
