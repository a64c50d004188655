package import Foundation

/// The real binary, started by a test in a folder of its own. Not thread-safe: one test drives it.
package final class SignalboxProcess {
    package let process = Process()
    private let errorOutput = Pipe()
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

    package init(_ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = Self.binary
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardError = errorOutput
        process.standardOutput = errorOutput
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Reads output until it holds a match of `pattern`'s first group; nil when the process ended
    /// first.
    package func waitFor(_ pattern: Regex<(Substring, Substring)>) -> String? {
        while true {
            if let match = output.firstMatch(of: pattern) { return String(match.1) }
            let data = errorOutput.fileHandleForReading.availableData
            if data.isEmpty { return nil }
            output += String(decoding: data, as: UTF8.self)
        }
    }

    /// Everything printed until the process ended.
    package func outputAtEnd() -> String {
        if errorOutput.fileHandleForReading.readabilityHandler == nil {
            output += String(
                decoding: errorOutput.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        process.waitUntilExit()
        return output
    }

    /// Lets the program print without anybody reading, so that a full pipe cannot stop it.
    package func drainInBackground() {
        errorOutput.fileHandleForReading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
    }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// SIGKILL, and wait until it is gone.
    package func killNow() {
        signal(SIGKILL)
        process.waitUntilExit()
    }
}

extension SignalboxProcess {
    /// Runs a command to its end.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = try SignalboxProcess(arguments, environment: environment)
        let output = process.outputAtEnd()
        return (process.process.terminationStatus, output)
    }
}
