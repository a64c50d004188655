import ArgumentParser
import Console
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How commands end.
enum Shell {
    /// Ends the process with one of our exit codes.
    static func end(_ code: Console.ExitCode, complaint: String? = nil) -> Never {
        if let complaint { StandardOutput.complain(complaint + "\n") }
        exit(code.rawValue)
    }

    /// Ends the process unless all is fine.
    static func finish(_ code: Console.ExitCode) {
        if code != .fine { end(code) }
    }

    /// Runs what can fail with a message for a person, and ends as it says.
    static func run(_ body: () throws(ConsoleError) -> Console.ExitCode) {
        do throws(ConsoleError) {
            finish(try body())
        } catch {
            end(error.exitCode, complaint: "signalbox: \(error)")
        }
    }

    /// A variable of the environment that is set and not empty.
    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
