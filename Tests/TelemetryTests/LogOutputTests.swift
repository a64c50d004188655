import Glibc
import Logging
import Model
import Synchronization
import Telemetry
import Testing

/// A pipe whose reading end never blocks.
private struct Pipe: ~Copyable {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Everything that is in it now.
    func drain() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(reading, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer[..<count]
        }
    }
}

private struct FixedClock: Model.Clock {
    var now: Timestamp { Timestamp(milliseconds: 0) }
}

@Suite("Log output")
struct LogOutputTests {
    @Test("lines of many threads arrive whole and each thread's in order")
    func wholeLines() async throws {
        let pipe = try Pipe()
        let output = LogOutput(descriptor: pipe.writing)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for number in 0..<20 {
                        let text = "\(writer) \(number) " + String(repeating: "x", count: 200)
                        output.write(line: Array((text + "\n").utf8))
                    }
                }
            }
        }
        let lines = String(decoding: pipe.drain(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 160)
        for writer in 0..<8 {
            let mine: [[Substring]] = lines.map { $0.split(separator: " ") }
                .filter { $0.count == 3 && $0[0] == String(writer) && $0[2].count == 200 }
            #expect(mine.compactMap { Int($0[1]) } == Array(0..<20))
        }
    }

    @Test("a reader that takes nothing stops nobody; what is too much is dropped and counted")
    func stalledReader() throws {
        let pipe = try Pipe()
        let output = LogOutput(descriptor: pipe.writing)
        let line = Array((String(repeating: "x", count: 1023) + "\n").utf8)
        // The pipe takes 64 KiB, the output keeps 1 MiB: the rest is lost, without blocking here.
        let count = 2 * Limits.logPendingBytesMax / line.count
        for _ in 0..<count { output.write(line: line) }
        var read: [UInt8] = []
        while true {
            let piece = pipe.drain()
            guard !piece.isEmpty else { break }
            read += piece
            output.flush(waiting: .zero)
        }
        let lines = String(decoding: read, as: UTF8.self).split(separator: "\n")
        let kept = lines.filter { $0.count == 1023 }.count
        #expect(kept < count)
        #expect(kept >= Limits.logPendingBytesMax / line.count)
        #expect(
            lines.last
                == "\(count - kept) log lines were dropped: the reader of this log was too slow")
        #expect(lines.count == kept + 1)
    }

    @Test("a handler merges metadata: the call's wins over the logger's")
    func handler() throws {
        let pipe = try Pipe()
        let output = LogOutput(descriptor: pipe.writing)
        var logger = Logger(label: "engine") { label in
            JSONLogHandler(
                label: label, level: .info, format: .json, output: output, clock: FixedClock())
        }
        logger[metadataKey: "target"] = "audit"
        logger[metadataKey: "shard"] = "1"
        logger.debug("not shown")
        logger.info("opened", metadata: ["target": "hiring"])
        #expect(
            String(decoding: pipe.drain(), as: UTF8.self) == """
                {"ts":"1970-01-01T00:00:00.000Z","level":"info","logger":"engine",\
                "message":"opened","metadata":{"shard":"1","target":"hiring"}}

                """)
    }

    @Test("when nothing else is asked for, a pipe gets JSON")
    func automaticStyle() throws {
        let pipe = try Pipe()
        let output = LogOutput(descriptor: pipe.writing)
        guard case .json = LogSettings().format(for: output) else {
            Issue.record("a pipe is no terminal")
            return
        }
        var settings = LogSettings()
        settings.style = .text
        guard case .text(colored: false) = settings.format(for: output) else {
            Issue.record("colours belong to terminals")
            return
        }
    }
}
