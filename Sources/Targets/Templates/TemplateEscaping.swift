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
        case .mrkdwnJSON: json(entities(text) { $0 == 0x0A || $0 == 0x09 })
        case .markdown: markdown(text)
        case .googleChat: withoutControls(text).replacing("<", with: "<\u{200B}")
        case .noteLine: withoutControls(text)
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

    /// Controls are spaces.
    private static func withoutControls(_ text: String) -> String {
        String(
            decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
    }

    /// Source: https://spec.commonmark.org/0.31.2/#backslash-escapes. A value that is a URL stays
    /// one: its marks are percent-encoded, which means the same.
    private static func markdown(_ text: String) -> String {
        let marks = "\\`*_~|[]()<>#@".utf8
        let isURL =
            (text.hasPrefix("https://") || text.hasPrefix("http://"))
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case 0..<0x20, 0x7F: bytes.append(0x20)
            case _ where !marks.contains(byte) || (isURL && "~#@".utf8.contains(byte)):
                bytes.append(byte)
            case _ where isURL: bytes.append(contentsOf: "%\(Hex.encode([byte]).uppercased())".utf8)
            default: bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
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
