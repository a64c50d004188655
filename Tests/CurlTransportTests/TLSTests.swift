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
}
