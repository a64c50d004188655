import Logging
import Model
import Telemetry
import Testing

@Suite("Log lines")
struct LogFormatTests {
    private let time = Timestamp(milliseconds: 1_767_607_660_123)

    private func line(
        _ message: String, _ metadata: Logger.Metadata = [:], format: LogFormat = .json
    ) -> String {
        let entry = LogEntry(
            time: time, level: .warning, logger: "store", message: message, metadata: metadata)
        return String(decoding: format.line(entry), as: UTF8.self)
    }

    @Test(
        "a JSON line has time, level, logger, message and sorted metadata, and ends with a newline")
    func golden() {
        #expect(
            line("busy", ["waited": "3 ms", "code": "unavailable"]) == """
                {"ts":"2026-01-05T10:07:40.123Z","level":"warning","logger":"store",\
                "message":"busy","metadata":{"code":"unavailable","waited":"3 ms"}}

                """)
    }

    @Test(
        "whatever is logged, the line is one valid JSON object on one line",
        arguments: [
            "plain", "quote \" and \\ backslash", "two\nlines\r\n",
            "\u{0}\u{1}\u{1F}\u{7F}\u{1B}[2J",
            "emoji 👩‍👩‍👧 ümlaut \u{2028}", "{\"ts\":\"forged\"}", "",
        ])
    func escaping(text: String) throws {
        let bytes = LogFormat.json.line(
            LogEntry(
                time: time, level: .info, logger: "l", message: text, metadata: ["k\"": "\(text)"]))
        #expect(bytes.last == 0x0A)
        #expect(!bytes.dropLast().contains { $0 < 0x20 })
        let root = try JSONDocument(Array(bytes.dropLast())).root
        #expect(root.member("message")?.string == text)
        #expect(root.member("metadata")?.member("k\"")?.string == text)
    }

    @Test("nested metadata stays nested, and secrets stay secret")
    func nested() throws {
        let secret = try #require(Secret("hunter2"))
        let shown = line(
            "m",
            ["all": ["list": ["a", "b"], "map": ["k": "v"]], "key": .stringConvertible(secret)])
        #expect(
            shown.contains(#""metadata":{"all":{"list":["a","b"],"map":{"k":"v"}},"key":"•••"}"#))
    }

    @Test(
        "a line is never longer than one unbroken write, and stays valid",
        arguments: ["x", "\u{1}", "\"", "é", "👩‍👩‍👧"])
    func bounded(filler: String) throws {
        let long = String(repeating: filler, count: 20_000)
        var metadata: Logger.Metadata = [:]
        for index in 0..<40 { metadata["key\(index)"] = .string(long) }
        for format in [LogFormat.json, .text(colored: true)] {
            let bytes = format.line(
                LogEntry(
                    time: time, level: .error, logger: long, message: long, metadata: metadata))
            #expect(bytes.count <= Limits.logLineBytesMax)
            #expect(bytes.last == 0x0A)
        }
        let bytes = LogFormat.json.line(
            LogEntry(time: time, level: .error, logger: "l", message: long, metadata: metadata))
        let root = try JSONDocument(Array(bytes.dropLast())).root
        #expect(root.member("truncated")?.bool == true)
        #expect(root.member("message")?.string?.hasSuffix("…") == true)
    }

    @Test("for people: time of day, level, message, metadata; nothing moves the terminal's cursor")
    func text() {
        #expect(
            line(
                "stopped\u{1B}[2J\n", ["target": "audit", "why": "two words"],
                format: .text(colored: false))
                == #"10:07:40.123 WARNING  stopped\u{1b}[2J\u{a} target=audit why="two words""#
                + "\n")
    }

    @Test("colours surround the level only")
    func colored() {
        #expect(
            line("m", format: .text(colored: true))
                == "10:07:40.123 \u{1B}[33mWARNING \u{1B}[0m m\n")
    }
}
