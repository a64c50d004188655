import Model
import Mustache

/// What the template engine does to each value.
struct TemplateEscaping: MustacheContentType {
    let escaping: MessageTemplate.Escaping

    func escapeText(_ text: String) -> String { Self.escape(text, escaping) }

    static func escape(_ text: String, _ escaping: MessageTemplate.Escaping) -> String {
        switch escaping {
        case .none: text
        case .mrkdwn: entities(text) { $0 == 0x0A || $0 == 0x09 }
        case .mrkdwnLine: entities(text) { _ in false }
        case .percent: QueryString.encode(text)
        case .json: json(text)
        case .xml: xml(text)
        }
    }

    /// Makes the escapings known to the engine, by the names that `MessageTemplate` uses. Once.
    static func register() { _ = registered }

    private static let registered: Void = {
        for escaping in MessageTemplate.Escaping.allCases {
            MustacheContentTypes.register(
                TemplateEscaping(escaping: escaping), named: escaping.rawValue)
        }
    }()

    /// Source: https://docs.slack.dev/messaging/formatting-message-text#escaping. Control
    /// characters become spaces: Slack refuses or drops them.
    private static func entities(_ text: String, keeping kept: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case 0..<0x20, 0x7F: bytes.append(kept(byte) ? byte : 0x20)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func json(_ text: String) -> String {
        var writer = JSONWriter(reservingCapacity: text.utf8.count + 16)
        writer.string(text)
        return String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    private static func xml(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
