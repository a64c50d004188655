import Foundation

/// `openssl s_server` on 127.0.0.1 with a certificate of its own, for `localhost` and `127.0.0.1`,
/// that nobody trusts. It answers every GET with 200 and a status page. It runs until released.
package final class TLSServer: Sendable {
    package enum Problem: Error {
        /// The `openssl` command is missing or did not do it.
        case openssl(String)
    }

    package let port: Int
    /// PEM; trusting it makes the server trusted. It can serve as a client certificate too.
    package let certificateFile: String
    package let keyFile: String
    private let folder: URL
    private let process: Process

    /// `asksForCertificate`: only clients that show `certificateFile` are served.
    package init(asksForCertificate: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "signalbox-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificateFile = folder.appending(path: "certificate.pem").path
        keyFile = folder.appending(path: "key.pem").path
        let (maker, _) = try Self.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "30", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", keyFile, "-out",
            certificateFile,
        ])
        maker.waitUntilExit()
        guard maker.terminationStatus == 0 else { throw Problem.openssl("no certificate") }
        var arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificateFile, "-key", keyFile,
        ]
        if asksForCertificate {
            arguments += ["-Verify", "1", "-verify_return_error", "-CAfile", certificateFile]
        }
        let (server, output) = try Self.run(arguments)
        process = server
        port = try Self.readPort(output)
    }

    deinit {
        // Children inherit the blocked signals of the thread that started them: SIGTERM would wait.
        kill(process.processIdentifier, SIGKILL)
        // What is left of it is in the system's folder for temporary files.
        try? FileManager.default.removeItem(at: folder)
    }

    /// `https://<host>:<port>/`.
    package func url(host: String = "127.0.0.1") -> String { "https://\(host):\(port)/" }

    private static func run(_ arguments: [String]) throws -> (Process, FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, output.fileHandleForReading)
    }

    /// It says `ACCEPT 127.0.0.1:41234` when it listens.
    private static func readPort(_ output: FileHandle) throws -> Int {
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let piece = output.availableData
            guard !piece.isEmpty else { throw Problem.openssl("it ended: \(text)") }
            text += String(decoding: piece, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } ?? ""
        guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Problem.openssl("no port in: \(text)")
        }
        return port
    }
}
