import Foundation
import Support
import Testing

/// The real binary's certificate: how it starts with one, and how it gets another while it runs.
@Suite("A listener with TLS", .hangLimit)
struct CertificateTests {
    /// A folder with rules and certificates, removed with the test.
    private final class Place: Sendable {
        let path: String
        var certificate: String { path + "/live/tls.crt" }
        var key: String { path + "/live/tls.key" }

        init() throws {
            path = "/tmp/certificate-\(UUID())"
            try FileManager.default.createDirectory(
                atPath: path + "/live", withIntermediateDirectories: true)
            try Data("version: 1\nsources: { s: { verify: { scheme: none } } }\n".utf8)
                .write(to: URL(fileURLWithPath: path + "/routes.yaml"))
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// Renamed over what is there, as careful programs do.
        func put(_ file: String, at place: String) throws {
            try Data(contentsOf: URL(fileURLWithPath: file))
                .write(to: URL(fileURLWithPath: place), options: .atomic)
        }

        func put(_ pair: TestAuthority.Pair) throws {
            try put(pair.certificateFile, at: certificate)
            try put(pair.keyFile, at: key)
        }

        func arguments(_ more: String...) -> [String] {
            [
                "serve", "--config", path + "/routes.yaml", "--data", path + "/data", "--listen",
                "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--tls-certificate", certificate,
                "--tls-key", key,
            ] + more
        }
    }

    /// Posts an event with the `openssl` command as a client that trusts `authority` alone.
    private func post(
        _ port: String, trusting authority: TestAuthority, as client: TestAuthority.Pair? = nil
    ) throws -> String {
        let request =
            "POST /in/s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + "content-length: 2\r\nconnection: close\r\n\r\n{}"
        var arguments = [
            "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-quiet",
            "-CAfile", authority.root.certificateFile, "-verify_return_error",
        ]
        if let client {
            arguments += ["-cert", client.certificateFile, "-key", client.keyFile]
        }
        return try ChildProcess("openssl", arguments, input: Array(request.utf8)).outputAtEnd()
    }

    private func start(_ place: Place, _ more: String...) throws -> (SignalboxProcess, String) {
        let process = try SignalboxProcess(place.arguments() + more)
        let port = try #require(
            process.waitFor(/ingress on https:\/\/127\.0\.0\.1:(\d+)\//),
            "\(process.outputAtEnd())")
        return (process, port)
    }

    private func stop(_ process: SignalboxProcess) {
        process.signal(SIGTERM)
        _ = process.outputAtEnd()
        #expect(process.exitCode == 0)
    }

    @Test("a new pair is used from the next connection on: renamed, told by SIGHUP, by reload")
    func renewed() throws {
        let place = try Place()
        let old = try TestAuthority()
        try place.put(old.issue("server"))
        let (process, port) = try start(place)
        #expect(try post(port, trusting: old).contains("HTTP/1.1 200 OK"))

        let new = try TestAuthority()
        // One after the other, as they come from a renewal: the two may be seen apart.
        try place.put(new.issue("server"))
        _ = try #require(process.waitFor(/(a new certificate is in use)/))
        #expect(try post(port, trusting: new).contains("HTTP/1.1 200 OK"))
        #expect(try !post(port, trusting: old).contains("HTTP/1.1 200 OK"))

        // What cannot be used changes nothing, and is told.
        try Data("rubbish".utf8).write(to: URL(fileURLWithPath: place.certificate))
        _ = try #require(
            process.waitFor(/(certificate's files are refused[^\n]*holds no certificate)/))
        #expect(try post(port, trusting: new).contains("HTTP/1.1 200 OK"))
        let status = try SignalboxProcess.run(["status", "--data", place.path + "/data"])
        #expect(status.status == 1)
        #expect(status.output.contains("the old one stays in use"), "\(status.output)")
        let reload = try SignalboxProcess.run(["reload", "--data", place.path + "/data"])
        #expect(reload.output.contains("the old certificate stays in use"), "\(reload.output)")
        process.signal(SIGHUP)
        _ = try #require(process.waitFor(/(refused[^\n]*SIGHUP)/))

        try place.put(old.issue("again", days: 3))
        _ = try #require(process.waitFor(/(tls\.crt ends on [^\n]*renew it)/))
        #expect(try post(port, trusting: old).contains("HTTP/1.1 200 OK"))
        stop(process)
    }

    @Test("a link that is swapped, as mounted secrets are, brings the new pair")
    func swapped() throws {
        let place = try Place()
        let files = FileManager.default
        let (old, new) = (try TestAuthority(), try TestAuthority())
        for (name, authority) in [("..first", old), ("..second", new)] {
            let pair = try authority.issue("server")
            try files.createDirectory(
                atPath: place.path + "/live/" + name, withIntermediateDirectories: true)
            try place.put(pair.certificateFile, at: place.path + "/live/\(name)/tls.crt")
            try place.put(pair.keyFile, at: place.path + "/live/\(name)/tls.key")
        }
        func link(_ name: String, to target: String) throws {
            try files.createSymbolicLink(
                atPath: place.path + "/live/" + name, withDestinationPath: target)
        }
        try link("..data", to: "..first")
        try link("tls.crt", to: "..data/tls.crt")
        try link("tls.key", to: "..data/tls.key")
        let (process, port) = try start(place)
        #expect(try post(port, trusting: old).contains("HTTP/1.1 200 OK"))
        try link("..data_tmp", to: "..second")
        #expect(rename(place.path + "/live/..data_tmp", place.path + "/live/..data") == 0)
        _ = try #require(process.waitFor(/(a new certificate is in use)/))
        #expect(try post(port, trusting: new).contains("HTTP/1.1 200 OK"))
        stop(process)
    }

    @Test("with --tls-client-ca only senders with a certificate of it are served")
    func clients() throws {
        let place = try Place()
        let (authority, other) = (try TestAuthority(), try TestAuthority())
        try place.put(authority.issue("server"))
        let (process, port) = try start(place, "--tls-client-ca", other.root.certificateFile)
        let own = try other.issue("client")
        #expect(try post(port, trusting: authority, as: own).contains("HTTP/1.1 200 OK"))
        #expect(try !post(port, trusting: authority).contains("HTTP/1.1"))
        let wrong = try authority.issue("client")
        #expect(try !post(port, trusting: authority, as: wrong).contains("HTTP/1.1"))
        // Our own sender speaks it too.
        let sample = place.path + "/sample.json"
        try Data("{}".utf8).write(to: URL(fileURLWithPath: sample))
        let send = [
            "send", "--config", place.path + "/routes.yaml", "--source", "s", sample, "--url",
            "https://localhost:\(port)", "--ca-file", authority.root.certificateFile,
        ]
        let shown = ["--certificate", own.certificateFile, "--key", own.keyFile]
        #expect(try SignalboxProcess.run(send + shown).status == 0)
        #expect(try SignalboxProcess.run(send).status == 1)
        stop(process)
    }

    @Test("a pair that cannot be used at the start is one line and exit code 1")
    func unusable() throws {
        let place = try Place()
        let authority = try TestAuthority()
        let (pair, other) = (try authority.issue("server"), try authority.issue("other"))
        func expect(_ words: String, location: SourceLocation = #_sourceLocation) throws {
            let result = try SignalboxProcess.run(place.arguments())
            let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("signalbox:") }
            #expect(result.status == 1, "\(result.output)", sourceLocation: location)
            #expect(lines.count == 1, "\(result.output)", sourceLocation: location)
            #expect(lines.first?.contains(words) == true, "\(lines)", sourceLocation: location)
        }
        try expect("cannot read \(place.certificate): No such file")
        try place.put(pair.certificateFile, at: place.certificate)
        try expect("cannot read \(place.key): No such file")
        try place.put(other.keyFile, at: place.key)
        try expect("the key does not belong to the certificate")
        try place.put(pair.certificateFile, at: place.key)
        try expect("no private key in PEM form")
    }

    @Test("half of the settings is wrong usage, not plain HTTP")
    func half() throws {
        let place = try Place()
        for wrong in [
            ["serve", "--tls-certificate", place.certificate], ["serve", "--tls-key", place.key],
            ["serve", "--tls-client-ca", place.certificate],
            place.arguments("--tls-client-auth", "required"),
            place.arguments("--tls-client-ca", place.certificate, "--tls-client-auth", "perhaps"),
        ] {
            let result = try SignalboxProcess.run(wrong)
            #expect(result.status == 2, "\(wrong): \(result.output)")
            #expect(result.output.contains("--tls-"), "\(result.output)")
        }
        let variable = try SignalboxProcess.run(
            ["serve"], environment: ["SIGNALBOX_TLS_CERTIFICATE": place.certificate])
        #expect(variable.status == 2)
    }
}
