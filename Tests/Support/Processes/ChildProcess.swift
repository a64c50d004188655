import CSpawn
import Foundation

/// A program that a test runs. Both of its output streams come through one pipe.
///
/// Started by `posix_spawn`, since many short-lived children at once are more than Foundation's
/// `Process` bears. It inherits nothing of the test's: no open file, so that an end of a pipe or a
/// connection that the test closes is closed, and no blocked signal. Not thread-safe: one test
/// drives it at a time.
package final class ChildProcess: @unchecked Sendable {
    package struct Trouble: Error { package var text: String }

    package let pid: Int32
    private let output: Int32
    /// The end of its input that stays open while it lives.
    private let input: Int32?
    private var isDrained = false
    private var status: Int32?

    /// `program` is a path, or a name that is looked up in PATH. `environment` is all it gets
    /// beside what programs need to run. With `input` it reads these bytes first, and its input
    /// stays open; without, it has none.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        input: [UInt8]? = nil
    ) throws {
        let output = try Self.pipeEnds()
        defer { close(output.writing) }
        var incoming: (reading: Int32, writing: Int32)?
        if let input {
            let ends = try Self.pipeEnds()
            incoming = ends
            // As much as a pipe holds.
            _ = input.prefix(60_000).withUnsafeBytes {
                write(ends.writing, $0.baseAddress, $0.count)
            }
        }
        defer { if let incoming { close(incoming.reading) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let incoming {
            posix_spawn_file_actions_adddup2(&actions, incoming.reading, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 2)
        _ = cspawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = Self.variables(environment).map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let code = posix_spawnp(&child, program, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            close(output.reading)
            if let incoming { close(incoming.writing) }
            throw Trouble(text: "\(program) cannot be started: \(String(cString: strerror(code)))")
        }
        (pid, self.output, self.input) = (child, output.reading, incoming?.writing)
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            _ = wait()
        }
        if !isDrained { close(output) }
        if let input { close(input) }
    }

    /// The next piece of output; nil at its end.
    package func read() -> String? { Self.read(output) }

    /// Lets the program print without anybody reading, so that a full pipe cannot stop it.
    package func drainInBackground() {
        isDrained = true
        let output = output
        Thread {
            while Self.read(output) != nil {}
            close(output)
        }.start()
    }

    /// Everything printed from now until the process ended; nothing when it is drained.
    package func outputAtEnd() -> String {
        var text = ""
        while !isDrained, let piece = read() { text += piece }
        _ = wait()
        return text
    }

    package func signal(_ number: Int32) { kill(pid, number) }

    /// SIGKILL, and wait until it is gone.
    package func killNow() {
        signal(SIGKILL)
        _ = wait()
    }

    /// Waits for its end; the exit code, or 128 and the signal.
    package var exitCode: Int32 { wait() }

    private func wait() -> Int32 {
        if let status { return status }
        var code: Int32 = 0
        while waitpid(pid, &code, 0) < 0, errno == EINTR {}
        let result = code & 0x7F == 0 ? code >> 8 & 0xFF : 128 + code & 0x7F
        status = result
        return result
    }

    private static func pipeEnds() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Trouble(text: "no pipe") }
        return (ends[0], ends[1])
    }

    private static func variables(_ environment: [String: String]) -> [String] {
        let names = [
            "PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH",
            // A child that was built with a sanitizer goes by the same settings.
            "LD_PRELOAD", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS",
        ]
        let inherited = names.compactMap { name in
            getenv(name).map { (name, String(cString: $0)) }
        }
        let all = Dictionary(inherited, uniquingKeysWith: { $1 }).merging(environment) { $1 }
        return all.map { "\($0.key)=\($0.value)" }
    }

    private static func read(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
        }
    }
}
