import Foundation
import Support

/// The real binary run for a moment, its output read through one pipe. Started by `posix_spawn`:
/// many short-lived children at once are more than Foundation's `Process` bears.
struct Command: Sendable {
    struct Trouble: Error { var text: String }

    private let pid: pid_t
    private let output: Int32

    init(_ arguments: [String], _ environment: [String: String] = [:]) throws {
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
        let names: [String] = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"]
        let inherited: [(String, String)] = names.compactMap { name in
            getenv(name).map { (name, String(cString: $0)) }
        }
        let all = Dictionary(inherited, uniquingKeysWith: { $1 }).merging(environment) { $1 }
        var words = ([SignalboxProcess.binary.path] + arguments).map { strdup($0) } + [nil]
        var variables = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let code = posix_spawn(
            &child, SignalboxProcess.binary.path, &actions, nil, &words, &variables)
        guard code == 0 else {
            close(ends[0])
            throw Trouble(text: "cannot be started: \(code)")
        }
        (pid, output) = (child, ends[0])
    }

    /// What it printed until `pattern` matched, or until it ended.
    func read(until pattern: Regex<(Substring, Substring)>? = nil) -> (text: String, match: String?)
    {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let match = pattern.flatMap({ text.firstMatch(of: $0) }) {
                return (text, String(match.1))
            }
            let count = Foundation.read(output, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return (text, nil) }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    func killNow() { kill(pid, SIGKILL) }

    /// Waits for its end; the exit code, or 128 and the signal. To be called once.
    func finish() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        close(output)
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// To its end.
    static func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let command = try Command(arguments, environment)
        let text = command.read().text
        return (command.finish(), text)
    }
}
