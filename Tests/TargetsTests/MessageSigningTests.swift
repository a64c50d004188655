import Model
import Targets
import Testing
import Verification

/// Plain targets whose requests carry signatures of RFC 9421.
struct MessageSigningTests {
    private func target(
        _ change: (inout MessageSignature) -> Void = { _ in }
    ) throws -> HTTPTarget {
        var settings = HTTPTargetSettings(url: "https://example.com/hook?x=1")
        var signature = MessageSignature(
            .hmacSHA256, secret: try Fixture.secret("c2VjcmV0LW9mLXNpZ25pbmc="), keyID: "key-1")
        change(&signature)
        settings.messageSignature = signature
        return try HTTPTarget(settings)
    }

    @Test("a signature covers the body by its digest, the address, and the message's id")
    func covered() throws {
        let target = Target(
            name: "t",
            kind: .http(
                try target {
                    $0.expiresAfter = .minutes(5)
                    $0.tag = "relay"
                }))
        let context = Fixture.context(Fixture.event())
        let request = try target.request(for: context).get()
        let digest = MessageSigner.contentDigest(of: request.body)
        #expect(request.headers["content-digest"] == digest)
        let input = try #require(request.headers["signature-input"])
        let created = context.now.seconds
        #expect(
            input
                == #"sig1=("@method" "@target-uri" "content-digest" "webhook-id")"#
                + ";created=\(created);expires=\(created + 300)"
                + #";nonce="\#(context.delivery.id)-1";alg="hmac-sha256";keyid="key-1";tag="relay""#
        )
        let signer = try MessageSigner(
            .hmacSHA256, secret: Fixture.secret("c2VjcmV0LW9mLXNpZ25pbmc="))
        var parameters = MessageSigner.Parameters(keyID: "key-1")
        parameters.created = context.now
        parameters.expires = context.now + .minutes(5)
        parameters.nonce = "\(context.delivery.id)-1"
        parameters.alg = .hmacSHA256
        parameters.tag = "relay"
        let expected = signer.fields(
            of: .init(method: request.method, url: request.url, headers: request.headers),
            covering: [
                .method, .targetURI, .field("content-type"), .field("content-digest"),
                .field("webhook-id"),
            ], parameters)
        #expect(request.headers["signature"] == expected.signature)
        #expect(!target.isPrompt(for: context.event))
    }

    @Test("what cannot be signed is told when the target is made")
    func refused() {
        for change: (inout MessageSignature) -> Void in [
            { $0.keyID = "" }, { $0.tag = "zeile\n" }, { $0.components = [] },
            { $0.components = [.method, .method] }, { $0.components = [.field("host")] },
            { $0.algorithm = .ed25519 },
        ] {
            #expect(throws: TargetError.self) { try target(change) }
        }
    }
}
