import Model
import NIOCore
import NIOSSL
import Support
import Testing

@testable import Ingress

/// The listener by TLS, with a real client.
@Suite("TLS at the listener", .hangLimit)
struct TLSTests {
    private let listener = ServerTests()
    private let authority: TestAuthority
    private let server: TestAuthority.Pair

    init() throws {
        authority = try TestAuthority()
        server = try authority.issue("server")
    }

    private func identity(
        _ pair: TestAuthority.Pair, clients: TLSIdentity.ClientCertificates? = nil
    ) throws -> TLSIdentity {
        try TLSIdentity(
            certificates: pair.certificate, key: pair.key,
            authorities: clients == nil ? nil : authority.root.certificate,
            clients: clients ?? .required)
    }

    /// A client that trusts one authority and may show a certificate of its own.
    private func client(
        trusting authority: TestAuthority, _ own: TestAuthority.Pair? = nil,
        newest: TLSVersion? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(authority.root.certificate))
        configuration.maximumTLSVersion = newest
        if let own {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(own.certificate)
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: own.key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private func event(_ lines: String...) -> String {
        "POST /in/open HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            + lines.map { $0 + "\r\n" }.joined() + "content-length: 2\r\n\r\n{}"
    }

    /// What a client is answered; empty when the handshake fails, which a TLS 1.3 client may only
    /// notice when it reads.
    private func post(_ port: Int, by client: NIOSSLContext) async -> String {
        let answer = try? await RawConnection.with(port: port, secure: client) { connection in
            try await connection.send(event("connection: close"))
            return try await connection.readToEnd()
        }
        return answer ?? ""
    }

    private func failedHandshakes(_ fixture: IngressFixture) -> UInt64 {
        fixture.meter.value("signalbox_tls_handshakes_failed_total")
    }

    @Test("who trusts its authority is served, who does not ends the handshake")
    func trust() async throws {
        let fixture = try IngressFixture()
        let stranger = try TestAuthority()
        try await listener.serve(fixture, identity: ListenerIdentity(identity(server))) { port in
            let answer = await post(port, by: try client(trusting: authority))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"), "\(answer)")
            #expect(await post(port, by: try client(trusting: stranger)) == "")
        }
        #expect(try fixture.events().count == 1)
        #expect(fixture.pipeline.bodies.bytesInUse == 0)
    }

    @Test("TLS 1.2 is spoken, 1.1 is not")
    func versions() async throws {
        let fixture = try IngressFixture()
        try await listener.serve(fixture, identity: ListenerIdentity(identity(server))) { port in
            let answer = await post(port, by: try client(trusting: authority, newest: .tlsv12))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"), "\(answer)")
            #expect(await post(port, by: try client(trusting: authority, newest: .tlsv11)) == "")
        }
        #expect(failedHandshakes(fixture) == 1)
        #expect(try fixture.events().count == 1)
    }

    @Test(
        "with an authority for clients: its own are served, another's never, none when optional",
        arguments: [TLSIdentity.ClientCertificates.required, .optional])
    func clientCertificates(_ clients: TLSIdentity.ClientCertificates) async throws {
        let fixture = try IngressFixture()
        let stranger = try TestAuthority()
        let identity = ListenerIdentity(try identity(server, clients: clients))
        try await listener.serve(fixture, identity: identity) { port in
            let own = await post(
                port, by: try client(trusting: authority, authority.issue("client")))
            #expect(own.hasPrefix("HTTP/1.1 200 OK"), "\(own)")
            for wrong in [try stranger.issue("client"), try authority.issue("old", days: -1)] {
                #expect(await post(port, by: try client(trusting: authority, wrong)) == "")
            }
            let none = await post(port, by: try client(trusting: authority))
            #expect(none.hasPrefix("HTTP/1.1 200 OK") == (clients == .optional), "\(none)")
        }
        #expect(try fixture.events().count == (clients == .optional ? 2 : 1))
        #expect(failedHandshakes(fixture) == (clients == .optional ? 2 : 3))
    }

    @Test("a new certificate is for new connections; those that are open go on")
    func replaced() async throws {
        let fixture = try IngressFixture()
        let next = try TestAuthority()
        let identity = ListenerIdentity(try identity(server))
        try await listener.serve(fixture, identity: identity) { port in
            let first = try await RawConnection.with(
                port: port, secure: try client(trusting: authority)
            ) { connection in
                try await connection.send(event())
                try await wait { try fixture.events().count == 1 }
                identity.replace(with: try self.identity(next.issue("server")))
                let second = await post(port, by: try client(trusting: next))
                #expect(second.hasPrefix("HTTP/1.1 200 OK"), "\(second)")
                #expect(await post(port, by: try client(trusting: authority)) == "")
                try await connection.send(event("connection: close"))
                return try await connection.readToEnd()
            }
            #expect(first.components(of: "HTTP/1.1 200 OK") == 2)
        }
        #expect(try fixture.events().count == 3)
    }

    @Test("a sender that ends its half after the request gets its answer")
    func halfClosed() async throws {
        let fixture = try IngressFixture()
        try await listener.serve(fixture, identity: ListenerIdentity(identity(server))) { port in
            let answer = try await RawConnection.with(
                port: port, secure: try client(trusting: authority)
            ) { connection in
                try await connection.send(event())
                connection.finishSending()
                return try await connection.readToEnd()
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"), "\(answer)")
        }
    }

    @Test("a large body comes whole, one over the limit is 413 and the sender reads it")
    func bodies() async throws {
        var limits = IngressLimits()
        limits.lingerTime = Milliseconds(100)
        let fixture = try IngressFixture(limits: limits)
        let size = 3 << 20
        let body = "\"" + String(repeating: "x", count: size - 2) + "\""
        try await listener.serve(fixture, identity: ListenerIdentity(identity(server))) { port in
            let whole = try await RawConnection.with(
                port: port, secure: try client(trusting: authority)
            ) { connection in
                try await connection.send(
                    listener.head("/in/open", "content-length: \(size)", "connection: close")
                        + body)
                return try await connection.readToEnd()
            }
            #expect(whole.hasPrefix("HTTP/1.1 200 OK"), "\(whole)")
            let tooLarge = try await RawConnection.with(
                port: port, secure: try client(trusting: authority)
            ) { connection in
                try await connection.send(
                    listener.head("/in/open", "content-length: \(6 << 20)") + "[")
                return try await connection.readToEnd()
            }
            #expect(tooLarge.hasPrefix("HTTP/1.1 413"), "\(tooLarge)")
        }
        #expect(try fixture.events().map(\.body.count) == [size])
    }

    @Test("plain HTTP to this port ends without an answer")
    func plain() async throws {
        let fixture = try IngressFixture()
        try await listener.serve(fixture, identity: ListenerIdentity(identity(server))) { port in
            let answer = try await RawConnection.with(port: port) { connection in
                try await connection.send(event())
                return try await connection.readToEnd()
            }
            #expect(!answer.contains("HTTP/1.1"))
        }
        #expect(failedHandshakes(fixture) == 1)
        #expect(try fixture.events().isEmpty)
    }

    @Test("a handshake that does not go on ends with the time of a request", arguments: [0, 3])
    func slow(_ count: Int) async throws {
        var limits = IngressLimits()
        limits.requestTime = Milliseconds(300)
        let fixture = try IngressFixture(limits: limits)
        try await listener.serve(fixture, identity: ListenerIdentity(identity(server))) { port in
            // Only the server can end this.
            let answer = try await RawConnection.with(port: port) { connection in
                // The beginning of a ClientHello; it may be closed before this is sent.
                try? await connection.send(String("\u{16}\u{3}\u{1}".prefix(count)))
                return try await connection.readToEnd()
            }
            #expect(!answer.contains("HTTP/1.1"))
        }
        #expect(try fixture.events().isEmpty)
    }

    @Test("files that make no identity are named by what is wrong with them")
    func problems() throws {
        let other = try authority.issue("other")
        let certificate = try server.certificate
        let key = try server.key
        func problem(
            _ certificates: [UInt8], _ key: [UInt8], _ authorities: [UInt8]? = nil
        ) -> TLSIdentity.Problem? {
            do throws(TLSIdentity.Problem) {
                _ = try TLSIdentity(
                    certificates: certificates, key: key, authorities: authorities)
                return nil
            } catch {
                return error
            }
        }
        #expect(problem(certificate, key) == nil)
        #expect(problem([], key) == .noCertificate)
        #expect(problem(key, key) == .noCertificate)
        #expect(problem(Array(certificate.dropLast(200)), key) == .noCertificate)
        #expect(problem(certificate, []) == .noKey)
        #expect(problem(certificate, certificate) == .noKey)
        #expect(problem(certificate, try other.key) == .otherKey)
        #expect(problem(certificate, key, []) == .noAuthority)
        #expect(problem(certificate, key, key) == .noAuthority)
    }

    @Test("the end of the chain is its first certificate's to end")
    func notAfter() throws {
        let soon = try identity(authority.issue("soon", days: 3))
        #expect(abs((soon.notAfter - SystemClock().now).count - 3 * 86_400_000) < 3_600_000)
        #expect(soon.hasSameCertificates(as: soon))
        #expect(try !soon.hasSameCertificates(as: identity(server)))
    }
}
