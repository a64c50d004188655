import Foundation

/// A certificate authority that nobody else trusts, made by the `openssl` command. Its files go
/// with the last reference.
package final class TestAuthority: Sendable {
    package enum Problem: Error {
        /// The `openssl` command is missing or did not do it.
        case openssl(String)
    }

    /// PEM files of a certificate for localhost and 127.0.0.1, of servers as of clients.
    package struct Pair: Sendable {
        package var certificateFile: String
        package var keyFile: String

        package var certificate: [UInt8] { get throws { try Self.bytes(certificateFile) } }
        package var key: [UInt8] { get throws { try Self.bytes(keyFile) } }

        private static func bytes(_ file: String) throws -> [UInt8] {
            try Array(Data(contentsOf: URL(fileURLWithPath: file)))
        }
    }

    /// Its own certificate: what trusts it trusts the certificates it issues.
    package let root: Pair
    private let folder: String

    private static let curve = [
        "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    ]

    package init() throws {
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("authority-\(UUID())").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        root = Self.pair(folder, "root")
        do {
            try Self.openssl(
                ["req", "-x509", "-subj", "/CN=test authority", "-days", "30"] + Self.curve
                    + ["-keyout", root.keyFile, "-out", root.certificateFile])
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// `days`: for how long it is valid from now on; below 0 it has ended.
    package func issue(_ name: String, days: Int = 30) throws -> Pair {
        let pair = Self.pair(folder, name)
        let (request, names) = ("\(folder)/\(name).request", "\(folder)/names")
        try "subjectAltName=DNS:localhost,IP:127.0.0.1".write(
            toFile: names, atomically: true, encoding: .utf8)
        try Self.openssl(
            ["req", "-new", "-subj", "/CN=\(name)"] + Self.curve
                + ["-keyout", pair.keyFile, "-out", request])
        try Self.openssl([
            "x509", "-req", "-in", request, "-CA", root.certificateFile, "-CAkey", root.keyFile,
            "-set_serial", "\(UInt32.random(in: 1...UInt32.max))", "-extfile", names,
            "-days", "\(days)", "-out", pair.certificateFile,
        ])
        return pair
    }

    private static func pair(_ folder: String, _ name: String) -> Pair {
        Pair(certificateFile: "\(folder)/\(name).pem", keyFile: "\(folder)/\(name).key")
    }

    private static func openssl(_ arguments: [String]) throws {
        let maker = try ChildProcess("openssl", arguments)
        let output = maker.outputAtEnd()
        guard maker.exitCode == 0 else { throw Problem.openssl(output) }
    }
}
