import Foundation

/// `openssl s_server` on 127.0.0.1 with a certificate of its own that nobody trusts. It runs until
/// released.
package final class TLSServer: Sendable {
    package enum Problem: Error {
        /// The `openssl` command is missing or did not do it.
        case openssl(String)
    }

    package enum Flaw: Sendable, Hashable {
        case expired
        /// For another name, and for no address.
        case otherHost
        /// TLS 1.1 at most.
        case oldVersion
    }

    package enum Content: Sendable {
        /// Every GET is answered with 200 and a status page.
        case page
        /// HTTP/2 is agreed upon, and these bytes are sent, whatever comes.
        case http2([UInt8])
    }

    package let port: Int
    /// PEM; trusting it makes the server trusted. It can serve as a client certificate too.
    package let certificateFile: String
    package let keyFile: String
    private let folder: URL
    private let process: ChildProcess

    /// `asksForCertificate`: only clients that show `certificateFile` are served.
    package init(
        asksForCertificate: Bool = false, flaw: Flaw? = nil, content: Content = .page
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "signalbox-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificateFile = folder.appending(path: "certificate.pem").path
        keyFile = folder.appending(path: "key.pem").path
        do {
            try Self.makeCertificate(certificateFile, keyFile, in: folder.path, flaw)
            var arguments = [
                "s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile,
            ]
            if asksForCertificate {
                arguments += ["-Verify", "1", "-verify_return_error", "-CAfile", certificateFile]
            }
            if flaw == .oldVersion { arguments += ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"] }
            var input: [UInt8]?
            switch content {
            case .page: arguments += ["-www"]
            case .http2(let bytes):
                arguments += ["-alpn", "h2"]
                input = bytes
            }
            process = try ChildProcess("openssl", arguments, input: input)
            port = try Self.readPort(process)
            // What it prints of its clients must not fill the pipe.
            process.drainInBackground()
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    deinit {
        process.killNow()
        // What is left of it is in the system's folder for temporary files.
        try? FileManager.default.removeItem(at: folder)
    }

    /// `https://<host>:<port>/`.
    package func url(host: String = "127.0.0.1") -> String { "https://\(host):\(port)/" }

    private static func makeCertificate(
        _ certificate: String, _ key: String, in folder: String, _ flaw: Flaw?
    ) throws {
        let request = folder + "/request.pem"
        let names = folder + "/names"
        let subject = flaw == .otherHost ? "DNS:other.example" : "DNS:localhost,IP:127.0.0.1"
        try "subjectAltName=\(subject)".write(toFile: names, atomically: true, encoding: .utf8)
        for arguments in [
            [
                "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", request,
            ],
            [
                "x509", "-req", "-in", request, "-signkey", key, "-extfile", names, "-days",
                flaw == .expired ? "-1" : "30", "-out", certificate,
            ],
        ] {
            let maker = try ChildProcess("openssl", arguments)
            let output = maker.outputAtEnd()
            guard maker.exitCode == 0 else { throw Problem.openssl("no certificate: \(output)") }
        }
    }

    /// It says `ACCEPT 127.0.0.1:41234` when it listens.
    private static func readPort(_ server: ChildProcess) throws -> Int {
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            guard let piece = server.read() else { throw Problem.openssl("it ended: \(text)") }
            text += piece
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } ?? ""
        guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw Problem.openssl("no port in: \(text)")
        }
        return port
    }
}
