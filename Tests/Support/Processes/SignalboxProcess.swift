import CSpawn
package import Foundation

/// The real binary, started by a test. Not thread-safe: one test drives it at a time.
package final class SignalboxProcess: @unchecked Sendable {
    private let child: ChildProcess
    private var output = ""

    /// The binary that was built beside the running test bundle.
    package static var binary: URL {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for folder in [
            bundle, Bundle.main.bundleURL.deletingLastPathComponent(), Bundle.main.bundleURL,
        ] {
            let candidate = folder.appendingPathComponent("signalbox")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        }
        return bundle.appendingPathComponent("signalbox")
    }

    /// Of the test's own environment it gets only what programs need to run.
    package init(_ arguments: [String], environment: [String: String] = [:]) throws {
        child = try ChildProcess(Self.binary.path, arguments, environment: environment)
    }

    /// Runs a command to its end.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = try SignalboxProcess(arguments, environment: environment)
        let output = process.outputAtEnd()
        return (process.exitCode, output)
    }

    /// Reads output until it holds a match of `pattern`'s first group; nil when the process ended
    /// first.
    package func waitFor(_ pattern: Regex<(Substring, Substring)>) -> String? {
        while true {
            if let match = output.firstMatch(of: pattern) { return String(match.1) }
            guard let text = child.read() else { return nil }
            output += text
        }
    }

    /// Everything printed until the process ended, less what was drained.
    package func outputAtEnd() -> String {
        output += child.outputAtEnd()
        return output
    }

    package func drainInBackground() { child.drainInBackground() }

    package func signal(_ number: Int32) { child.signal(number) }

    package func killNow() { child.killNow() }

    /// Waits for its end; the exit code, or 128 and the signal.
    package var exitCode: Int32 { child.exitCode }

    /// These tests, and the binary beside them, were built with a sanitizer.
    package static var isSanitized: Bool {
        let names: [String] = ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"]
        return names.contains { getenv($0) != nil }
    }

    /// Memory that it really has, in bytes. Source: proc_pid_statm(5).
    package var residentBytes: Int? {
        let text = try? String(contentsOfFile: "/proc/\(child.pid)/statm", encoding: .utf8)
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }

    /// From now on no write can make a file of its longer than this; nil: as it was.
    package func limitFileSize(_ bytes: Int?) throws {
        guard cspawn_limit_file_size(child.pid, Int64(bytes ?? -1)) == 0 else {
            throw ChildProcess.Trouble(text: "its files' size cannot be limited")
        }
    }
}
