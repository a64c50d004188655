package import Foundation

/// The real binary, started by a test; its output, both streams, comes through one pipe.
///
/// Started by `posix_spawn`: many short-lived children at once are more than Foundation's `Process`
/// bears. Not thread-safe: one test drives it at a time.
package final class SignalboxProcess: @unchecked Sendable {
    package struct Trouble: Error { package var text: String }

    private let pid: pid_t
    private let descriptor: Int32
    private var output = ""
    private var isDrained = false
    private var status: Int32?

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
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Trouble(text: "no pipe") }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        // A child must not inherit the blocked signals of the thread that starts it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let names: [String] = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"]
        let inherited: [(String, String)] = names.compactMap { name in
            getenv(name).map { (name, String(cString: $0)) }
        }
        let all = Dictionary(inherited, uniquingKeysWith: { $1 }).merging(environment) { $1 }
        var words = ([Self.binary.path] + arguments).map { strdup($0) } + [nil]
        var variables = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let code = posix_spawn(&child, Self.binary.path, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            close(ends[0])
            throw Trouble(text: "cannot be started: \(code)")
        }
        (pid, descriptor) = (child, ends[0])
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            _ = wait()
        }
        if !isDrained { close(descriptor) }
    }

    /// Reads output until it holds a match of `pattern`'s first group; nil when the process ended
    /// first.
    package func waitFor(_ pattern: Regex<(Substring, Substring)>) -> String? {
        while true {
            if let match = output.firstMatch(of: pattern) { return String(match.1) }
            guard let text = Self.read(descriptor) else { return nil }
            output += text
        }
    }

    /// Everything printed until the process ended, less what was drained.
    package func outputAtEnd() -> String {
        while !isDrained, let text = Self.read(descriptor) { output += text }
        _ = wait()
        return output
    }

    /// Lets the program print without anybody reading, so that a full pipe cannot stop it.
    package func drainInBackground() {
        isDrained = true
        let descriptor = descriptor
        Thread {
            while Self.read(descriptor) != nil {}
            close(descriptor)
        }.start()
    }

    package func signal(_ number: Int32) { kill(pid, number) }

    /// SIGKILL, and wait until it is gone.
    package func killNow() {
        signal(SIGKILL)
        _ = wait()
    }

    /// Waits for its end; the exit code, or 128 and the signal.
    package var exitCode: Int32 { wait() }

    /// Memory that it really has, in bytes. Source: proc_pid_statm(5).
    package var residentBytes: Int? {
        let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }

    /// From now on no write can make a file of its longer than this; nil: as it was.
    package func limitFileSize(_ bytes: Int?) throws {
        let limiter = Process()
        limiter.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let limit = bytes.map { "\($0)" } ?? "unlimited"
        limiter.arguments = ["prlimit", "--pid", "\(pid)", "--fsize=\(limit):"]
        try limiter.run()
        limiter.waitUntilExit()
        guard limiter.terminationStatus == 0 else { throw Trouble(text: "prlimit failed") }
    }

    private func wait() -> Int32 {
        if let status { return status }
        var code: Int32 = 0
        while waitpid(pid, &code, 0) < 0, errno == EINTR {}
        let result = code & 0x7F == 0 ? code >> 8 & 0xFF : 128 + code & 0x7F
        status = result
        return result
    }

    /// The next piece of output; nil at its end.
    private static func read(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
    }
}

extension SignalboxProcess {
    /// Runs a command to its end.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = try SignalboxProcess(arguments, environment: environment)
        let output = process.outputAtEnd()
        return (process.exitCode, output)
    }
}
