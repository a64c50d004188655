package import Logging
package import Model

/// How a log line looks. Pure: the same parts give the same bytes, newline included, at most
/// `Limits.logLineBytesMax`. Control characters never come out as they are, so that a value from
/// outside can neither begin a new line nor move a terminal's cursor.
package enum LogFormat: Sendable {
    /// One JSON object: `ts`, `level`, `logger`, `message`, `metadata`.
    case json
    /// For people.
    case text(colored: Bool)

    package func line(_ entry: LogEntry) -> [UInt8] {
        switch self {
        case .json: Self.json(entry)
        case .text(let colored): Self.text(entry, colored: colored)
        }
    }
}

/// What one log line says.
package struct LogEntry: Sendable {
    package var time: Timestamp
    package var level: Logger.Level
    package var logger: String
    package var message: String
    package var metadata: Logger.Metadata

    package init(
        time: Timestamp, level: Logger.Level, logger: String, message: String,
        metadata: Logger.Metadata = [:]
    ) {
        self.time = time
        self.level = level
        self.logger = logger
        self.message = message
        self.metadata = metadata
    }
}

extension LogFormat {
    private static func json(_ entry: LogEntry) -> [UInt8] {
        var metadata = JSONWriter()
        // Half of the line is for the metadata at most, so that its end is always a whole object.
        var isCut = false
        metadata.object { object in
            for (key, value) in entry.metadata.sorted(by: { $0.key < $1.key }) {
                var one = JSONWriter()
                one.object { one in
                    one.key(key)
                    json(value, into: &one, depth: 0)
                }
                let member = one.bytes.dropFirst().dropLast()
                guard object.bytes.count + member.count + 2 <= Limits.logLineBytesMax / 2 else {
                    isCut = true
                    continue
                }
                object.raw(member)
            }
        }
        var line = JSONWriter(reservingCapacity: 256 + metadata.bytes.count)
        line.object { object in
            object.member("ts", entry.time.description)
            object.member("level", entry.level.rawValue)
            object.member("logger", cut(entry.logger, to: 128))
            // Escapes make six bytes of one at worst.
            object.member("message", cut(entry.message, to: 1024, escapedTo: 1536))
            if !entry.metadata.isEmpty {
                object.key("metadata")
                object.raw(metadata.bytes)
            }
            if isCut { object.member("truncated", true) }
        }
        return line.bytes + [0x0A]
    }

    private static func json(_ value: Logger.MetadataValue, into json: inout JSONWriter, depth: Int)
    {
        switch value {
        case .string(let text): json.string(cut(text, to: Limits.logValueBytesMax))
        case .stringConvertible(let value):
            json.string(cut(value.description, to: Limits.logValueBytesMax))
        case .array(let values) where depth < 4:
            json.array { json in
                for value in values.prefix(16) { self.json(value, into: &json, depth: depth + 1) }
            }
        case .dictionary(let values) where depth < 4:
            json.object { json in
                for (key, value) in values.sorted(by: { $0.key < $1.key }).prefix(16) {
                    json.key(key)
                    self.json(value, into: &json, depth: depth + 1)
                }
            }
        case .array, .dictionary: json.string("…")
        }
    }

    private static func text(_ entry: LogEntry, colored: Bool) -> [UInt8] {
        let time = entry.time.description
        let word = entry.level.rawValue.uppercased()
        let level = word + String(repeating: " ", count: max(0, 8 - word.utf8.count))
        var line = String(time.dropFirst(11).dropLast()) + " "
        line += colored ? colors(entry.level) + level + "\u{1B}[0m" : level
        line += " " + cut(printable(cut(entry.message, to: 1024)), to: 1536)
        for (key, value) in entry.metadata.sorted(by: { $0.key < $1.key }) {
            let shown = printable(cut(value.description, to: Limits.logValueBytesMax))
            let quoted = shown.contains(" ") ? "\"" + shown + "\"" : shown
            let part = " " + printable(key) + "=" + quoted
            guard line.utf8.count + part.utf8.count < Limits.logLineBytesMax - 4 else {
                line += " …"
                break
            }
            line += part
        }
        return Array(line.utf8) + [0x0A]
    }

    private static func colors(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "\u{1B}[2m"
        case .info, .notice: "\u{1B}[32m"
        case .warning: "\u{1B}[33m"
        case .error, .critical: "\u{1B}[31m"
        }
    }

    /// Control characters as `\u{…}`: C0, DEL and C1.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control {
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// The beginning of a text, not through the middle of a character.
    private static func cut(_ text: String, to bytesMax: Int, escapedTo escapedMax: Int = .max)
        -> String
    {
        guard text.utf8.count > bytesMax || escapedMax < .max else { return text }
        var end = text.startIndex
        var bytes = 0
        var escaped = 0
        for scalar in text.unicodeScalars {
            let size = UTF8.width(scalar)
            bytes += size
            escaped += scalar.value < 0x20 ? 6 : scalar == "\"" || scalar == "\\" ? 2 : size
            if bytes > bytesMax || escaped > escapedMax {
                return String(text.unicodeScalars[..<end]) + "…"
            }
            end = text.unicodeScalars.index(after: end)
        }
        return text
    }
}
