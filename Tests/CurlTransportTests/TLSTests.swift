import CurlTransport
import Model
import Support
import Testing

@Suite("TLS is verified")
struct TLSTests {
    let fixture = TransportFixture()

    private func get(
        _ url: String, _ change: (inout ConnectionPolicy) -> Void = { _ in }
    ) -> OutboundRequest {
        .local(url, method: "GET", body: "", change)
    }

    @Test("a certificate nobody vouches for is refused, and accepted with its authority file")
    func authority() async throws {
        let server = try TLSServer()
        let failure = try await fixture.failure(get(server.url()))
        #expect(failure.kind == .tls)
        #expect(!failure.mayHaveBeenReceived)
        #expect(failure.detail.contains("certificate"))
        let trusted = get(server.url()) { $0.authorityFile = server.certificateFile }
        #expect(try await fixture.send(trusted).get().status == 200)
    }

    @Test("trust given to one target does not reach the next one on the same handle")
    func trustDoesNotSpread() async throws {
        let server = try TLSServer()
        let trusted = get(server.url()) { $0.authorityFile = server.certificateFile }
        let plain = get(server.url())
        try await fixture.run { (session: Session) throws in
            #expect(try session.send(trusted).get().status == 200)
            guard case .failure(let failure) = try session.send(plain) else {
                Issue.record("the untrusted certificate was accepted")
                return
            }
            #expect(failure.kind == .tls)
        }
    }

    @Test("a server that asks for a certificate gets the target's own")
    func clientCertificate() async throws {
        let server = try TLSServer(asksForCertificate: true)
        let without = get(server.url()) { $0.authorityFile = server.certificateFile }
        #expect(try await fixture.failure(without).kind == .tls)
        let with = get(server.url()) {
            $0.authorityFile = server.certificateFile
            $0.clientCertificateFile = server.certificateFile
            $0.clientKeyFile = server.keyFile
        }
        #expect(try await fixture.send(with).get().status == 200)
    }

    @Test(
        "a certificate that is out of date or another host's is refused, however trusted",
        arguments: [TLSServer.Flaw.expired, .otherHost])
    func wrongCertificate(_ flaw: TLSServer.Flaw) async throws {
        let server = try TLSServer(flaw: flaw)
        let failure = try await fixture.failure(
            get(server.url()) { $0.authorityFile = server.certificateFile })
        #expect(failure.kind == .tls, "\(failure)")
        #expect(!failure.mayHaveBeenReceived)
    }

    @Test("a server that knows only an old version of TLS is refused")
    func oldVersion() async throws {
        let server = try TLSServer(flaw: .oldVersion)
        let failure = try await fixture.failure(
            get(server.url()) { $0.authorityFile = server.certificateFile })
        #expect(failure.kind == .tls, "\(failure)")
        #expect(!failure.mayHaveBeenReceived)
    }

    @Test("a handshake that stalls ends at the connect timeout, and nothing was sent")
    func stalledHandshake() async throws {
        let server = try await HostileServer(behaviour: .silent)
        let failure = try await fixture.failure(
            get("https://127.0.0.1:\(server.port)/") { $0.connectTimeout = Milliseconds(300) })
        #expect(failure.kind == .connectTimeout, "\(failure)")
        #expect(!failure.mayHaveBeenReceived)
    }

    @Test("plain text where TLS is due is a TLS failure, and nothing was sent")
    func plainText() async throws {
        let server = try await HostileServer(behaviour: .greeting("HTTP/1.1 200 OK\r\n\r\n"))
        let failure = try await fixture.failure(get("https://127.0.0.1:\(server.port)/"))
        #expect(failure.kind == .tls, "\(failure)")
        #expect(!failure.mayHaveBeenReceived)
    }
}
