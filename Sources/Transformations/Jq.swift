import Glibc
package import Model
import Synchronization

/// The `jq` executable, which runs programs of `routes.yaml` in helper processes.
/// Source: https://jqlang.github.io/jq/manual/v1.6/
package struct Jq: Sendable {
    /// Absolute, or as `SIGNALBOX_JQ` says.
    package let path: String

    /// The environment variable that names it.
    package static let setting = "SIGNALBOX_JQ"

    package init(path: String) { self.path = path }

    /// What `SIGNALBOX_JQ` names, else the first one on `PATH`; nil when it may not be executed, or
    /// there is none.
    package static func find(
        _ variable: (String) -> String? = { getenv($0).map { String(cString: $0) } }
    ) -> Jq? {
        let paths =
            variable(setting).map { [$0] }
            ?? (variable("PATH") ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/jq" }
        return paths.first(where: isExecutable).map { Jq(path: $0) }
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }

    /// Why a text is no program.
    package struct Refusal: Error, Equatable, Sendable {
        package let problem: String
        /// Of the text, from 1; nil when it is about no line.
        package let line: Int?
    }

    /// Compiles a text, without running it. Blocks for some tens of milliseconds.
    package func program(_ source: String) throws(Refusal) -> any Transformation {
        let program = JqProgram(jq: self, source: source)
        let key = "\(path)\0\(source)"
        guard !Self.known.withLock({ $0.contains(key) }) else { return program }
        let outcome: HelperProcess.Outcome
        do {
            outcome = try HelperProcess.run(path, program.arguments(["-n"]), input: [])
        } catch {
            throw Refusal(problem: "jq cannot be started: \(error.reason)", line: nil)
        }
        switch outcome.ending {
        case .exited(0): break
        case .exited: throw JqComplaint(outcome.complaint).refusal(of: source)
        case .killed, .tooLong, .tooMuch, .stopped:
            throw Refusal(problem: "it takes too much to compile", line: nil)
        }
        Self.known.withLock { known in
            if known.count >= Limits.transformationsKnownMax { known = [] }
            known.insert(key)
        }
        return program
    }

    /// Programs that compile, each with the executable that said so.
    private static let known = Mutex<Set<String>>([])
}
