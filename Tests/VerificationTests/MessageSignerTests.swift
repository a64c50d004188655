import Crypto
import FoundationEssentials
import Model
import Testing
import Verification

/// RFC 9421 appendix B: its keys, its request, its signatures.
@Suite("HTTP message signatures")
struct MessageSignerTests {
    private static let message = MessageComponent.Message(
        method: "POST", url: "https://example.com/foo?param=Value&Pet=dog",
        headers: HeaderList([
            .init(name: "Date", value: "Tue, 20 Apr 2021 02:07:55 GMT"),
            .init(name: "Content-Type", value: "application/json"),
            .init(name: "Content-Length", value: "18"),
        ]))

    private static let shared =
        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="

    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
        -----END PRIVATE KEY-----
        """

    private static let p256 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIFKbhfNZfpDsW43+0+JjUr9K+bTeuxopu653+hBaXGA7oAoGCCqGSM49
        AwEHoUQDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM
        4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
        -----END EC PRIVATE KEY-----
        """

    private func signed(
        _ algorithm: MessageSigner.Algorithm, _ secret: String, _ keyID: String,
        _ components: [String]
    ) throws -> (input: String, signature: String) {
        let signer = try MessageSigner(algorithm, secret: #require(Secret(secret)))
        var parameters = MessageSigner.Parameters(keyID: keyID)
        parameters.created = Timestamp(seconds: 1_618_884_473)
        return signer.fields(
            of: Self.message, covering: try components.map { try #require(MessageComponent($0)) },
            parameters)
    }

    @Test("B.2.5: HMAC over a field, the authority and the content type")
    func hmac() throws {
        let fields = try signed(
            .hmacSHA256, Self.shared, "test-shared-secret",
            ["date", "@authority", "content-type"])
        #expect(
            fields.input
                == #"sig1=("date" "@authority" "content-type");created=1618884473"#
                + #";keyid="test-shared-secret""#)
        #expect(fields.signature == "sig1=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:")
    }

    private static let b26 = [
        "date", "@method", "@path", "@authority", "content-type", "content-length",
    ]

    @Test("B.2.6: Ed25519")
    func edwards() throws {
        let fields = try signed(.ed25519, Self.ed25519, "test-key-ed25519", Self.b26)
        #expect(
            fields.signature
                == "sig1=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w"
                + "6vuQv5lIp5WPpBKRCw==:")
        let raw = "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="
        #expect(
            try signed(.ed25519, raw, "test-key-ed25519", Self.b26).signature == fields.signature)
    }

    @Test("ECDSA signatures are r and s, and verify with the key's public half")
    func ecdsa() throws {
        let fields = try signed(.ecdsaP256, Self.p256, "test-key-ecc-p256", ["@method", "date"])
        let text = fields.signature.dropFirst("sig1=:".count).dropLast()
        let bytes = try #require(Data(base64Encoded: String(text)))
        #expect(bytes.count == 64)
        let base = """
            "@method": POST
            "date": Tue, 20 Apr 2021 02:07:55 GMT
            "@signature-params": ("@method" "date");created=1618884473;keyid="test-key-ecc-p256"
            """
        let key = try P256.Signing.PrivateKey(pemRepresentation: Self.p256).publicKey
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: bytes)
        #expect(key.isValidSignature(signature, for: Data(base.utf8)))
        #expect(!key.isValidSignature(signature, for: Data((base + " ").utf8)))
    }

    /// A signature over a base of one line tells what that line was.
    @Test(
        "every part of a request has the value that the RFC gives it",
        arguments: [
            ("@method", "https://example.com/", "POST"),
            ("@target-uri", "https://example.com/path?x=1", "https://example.com/path?x=1"),
            ("@authority", "https://EXAMPLE.com:443/", "example.com"),
            ("@authority", "http://example.com:8080", "example.com:8080"),
            ("@authority", "https://example.com:80/", "example.com:80"),
            ("@scheme", "HTTPS://example.com/", "https"),
            ("@request-target", "https://example.com?x", "/?x"),
            ("@path", "https://example.com", "/"),
            ("@path", "https://example.com/a%2Fb?c=/d", "/a%2Fb"),
            ("@query", "https://example.com/path?param=a&b=%20", "?param=a&b=%20"),
            ("@query", "https://example.com/path", "?"),
            ("x-list", "https://example.com/", "one, two"),
        ])
    func parts(component: String, url: String, value: String) throws {
        let signer = try MessageSigner(.hmacSHA256, secret: #require(Secret(Self.shared)))
        let message = MessageComponent.Message(
            method: "POST", url: url,
            headers: HeaderList([
                .init(name: "X-List", value: "  one\t"), .init(name: "x-list", value: "two"),
            ]))
        let parameters = MessageSigner.Parameters(keyID: "k")
        let fields = signer.fields(
            of: message, covering: [try #require(MessageComponent(component))], parameters)
        let base =
            "\"\(component)\": \(value)\n\"@signature-params\": (\"\(component)\");keyid=\"k\""
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(base.utf8),
            using: SymmetricKey(data: try #require(Data(base64Encoded: Self.shared))))
        #expect(fields.signature == "sig1=:\(Data(code).base64EncodedString()):")
    }

    @Test("a body's digest is that of RFC 9530, and what is absent is not covered")
    func digestAndAbsence() throws {
        #expect(
            MessageSigner.contentDigest(of: Array(#"{"hello": "world"}"#.utf8))
                == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:")
        let fields = try signed(.hmacSHA256, Self.shared, "a\"b\\", ["x-absent", "@method"])
        #expect(fields.input == #"sig1=("@method");created=1618884473;keyid="a\"b\\""#)
    }

    @Test("keys of another kind and components that nobody defines are refused")
    func refused() throws {
        for (algorithm, text) in [
            (.ed25519, Self.p256), (.ed25519, "AAAA"), (.ecdsaP256, Self.ed25519),
            (.ecdsaP256, "x"),
        ] as [(MessageSigner.Algorithm, String)] {
            #expect(throws: VerificationError.malformedPrivateKey) {
                try MessageSigner(algorithm, secret: #require(Secret(text)))
            }
        }
        for text in ["@status", "@query-param", "", "a b", "Signature", "signature-input"] {
            #expect(MessageComponent(text) == nil, "\(text)")
        }
    }
}
