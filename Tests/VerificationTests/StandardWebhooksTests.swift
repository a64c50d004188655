import Model
import Testing
import Verification

@Suite("Standard Webhooks")
struct StandardWebhooksTests {
    private static let body = Array("{}".utf8)

    private static func scheme(_ secrets: [Secret]) -> VerificationScheme {
        .standardWebhooks(secrets: secrets, tolerance: .minutes(5))
    }

    @Test("a vendor's signature is taken, and changed parts are not")
    func vector() throws {
        let vector = Vectors.talentUnveiled
        let scheme = Self.scheme(secrets("other", vector.secret))
        let whole = request(vector.headers, body: vector.body)
        #expect(try verdict(scheme, whole) == .ok(secretIndex: 1))
        for name in ["webhook-id", "webhook-timestamp"] {
            var changed = whole
            changed.headers.set(name, "1767607661")
            #expect(try verdict(scheme, changed) == .refused(.wrongCredentials))
        }
        #expect(
            try verdict(scheme, whole, now: signingTime + Milliseconds(300_001))
                == .refused(.staleTimestamp))
        #expect(
            try verdict(scheme, whole, now: signingTime + Milliseconds(-300_001))
                == .refused(.staleTimestamp))
    }

    @Test("the signer makes the vendor's signature")
    func signer() throws {
        let vector = Vectors.talentUnveiled
        let expected = HeaderList(vector.headers)
        let signer = try StandardWebhooksSigner(secrets: secrets(vector.secret))
        let headers = signer.headers(
            id: try #require(expected["webhook-id"]), timestamp: signingTime,
            body: Array(vector.body.utf8))
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            #expect(headers[name] == expected[name])
        }
    }

    @Test("with two secrets there are two signatures, and either receiver takes them")
    func rotation() throws {
        let old = secrets("whsec_b2xkLXNlY3JldA==")
        let new = secrets("a raw secret")
        let headers = try StandardWebhooksSigner(secrets: new + old).headers(
            id: "dlv_1", timestamp: signingTime, body: Self.body)
        #expect(headers["webhook-signature"]?.split(separator: " ").count == 2)
        for known in [old, new] {
            let verifier = try Verifier(Self.scheme(known))
            #expect(
                verifier.verify(.init(headers: headers, body: Self.body), now: signingTime)
                    == .ok(secretIndex: 0))
        }
    }

    @Test("a private key signs as `v1a`, beside secrets too")
    func privateKey() throws {
        // RFC 8032 section 7.1, test 1: the key of the vector.
        let seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
        let vector = Ed25519Vector.standardWebhooks
        let alone = try StandardWebhooksSigner(secrets: secrets("whsk_\(seed)"))
        let signed = alone.signature(id: "msg_1", timestamp: signingTime, body: Self.body)
        #expect(signed == "v1a,\(vector.signature)")
        #expect(!alone.isQuick)
        let both = try StandardWebhooksSigner(secrets: secrets("whsk_\(seed)", "whsec_b2xk"))
        let headers = both.headers(id: "msg_1", timestamp: signingTime, body: Self.body)
        #expect(headers["webhook-signature"]?.hasSuffix(" \(signed)") == true)
        for known in [vector.key, "whsec_b2xk"] {
            let verifier = try Verifier(Self.scheme(secrets(known)))
            #expect(
                verifier.verify(.init(headers: headers, body: Self.body), now: signingTime)
                    == .ok(secretIndex: 0))
        }
        for bad in ["whsk_", "whsk_AAAA", "whsk_???"] {
            #expect(throws: VerificationError.malformedPrivateKey) {
                try StandardWebhooksSigner(secrets: secrets(bad))
            }
        }
        #expect(throws: VerificationError.malformedSecret(index: 1)) {
            try StandardWebhooksSigner(secrets: secrets("whsk_\(seed)", "whsec_???"))
        }
    }

    @Test(
        "keys of every length make codes that the verifier takes", arguments: [1, 63, 64, 65, 200])
    func keyLengths(_ length: Int) throws {
        let known = secrets(String(repeating: "k", count: length))
        for body in [[], Self.body, [UInt8](repeating: 0x7A, count: 1500)] {
            let headers = try StandardWebhooksSigner(secrets: known).headers(
                id: "dlv_1", timestamp: signingTime, body: body)
            let verifier = try Verifier(Self.scheme(known))
            #expect(
                verifier.verify(.init(headers: headers, body: body), now: signingTime)
                    == .ok(secretIndex: 0))
        }
    }

    @Test("Svix's older header names are taken, mixtures are not")
    func svix() throws {
        let known = secrets("s")
        let signature = try StandardWebhooksSigner(secrets: known).signature(
            id: "m", timestamp: signingTime, body: Self.body)
        let time = String(signingTime.seconds)
        let svix = request([
            "svix-id": "m", "svix-timestamp": time, "svix-signature": signature,
        ])
        #expect(try verdict(Self.scheme(known), svix) == .ok(secretIndex: 0))
        let mixed = request([
            "svix-id": "m", "svix-timestamp": time, "webhook-signature": signature,
        ])
        #expect(try verdict(Self.scheme(known), mixed) == .refused(.missingCredentials))
    }

    @Test("signatures of other versions are passed over, and alone are malformed")
    func versions() throws {
        let known = secrets("s")
        var headers = try StandardWebhooksSigner(secrets: known).headers(
            id: "m", timestamp: signingTime, body: Self.body)
        let signature = try #require(headers["webhook-signature"])
        let verifier = try Verifier(Self.scheme(known))
        for (value, expected) in [
            ("v1a,AAAA \(signature)", Verdict.ok(secretIndex: 0)),
            ("v2,\(signature.dropFirst(3))", .refused(.malformedSignature)),
            ("v1,???", .refused(.malformedSignature)),
            ("v1,AAAA", .refused(.wrongCredentials)),
        ] {
            headers.set("webhook-signature", value)
            #expect(
                verifier.verify(.init(headers: headers, body: Self.body), now: signingTime)
                    == expected)
        }
    }

    @Test(
        "headers that are missing, doubled or no time are refused",
        arguments: ["webhook-id", "webhook-timestamp", "webhook-signature"])
    func headers(_ name: String) throws {
        let known = secrets("s")
        let whole = try StandardWebhooksSigner(secrets: known).headers(
            id: "m", timestamp: signingTime, body: Self.body)
        let verifier = try Verifier(Self.scheme(known))
        func check(_ headers: HeaderList) -> Verdict {
            verifier.verify(.init(headers: headers, body: Self.body), now: signingTime)
        }
        var missing = whole
        missing.remove(name)
        #expect(check(missing) == .refused(.missingCredentials))
        var doubled = whole
        doubled.append(name, try #require(whole[name]))
        #expect(check(doubled) == .refused(.malformedSignature))
        var odd = whole
        odd.set("webhook-timestamp", "2026-01-05T10:07:40Z")
        #expect(check(odd) == .refused(.malformedSignature))
    }

    @Test("a secret that says it is base64 and is not is a mistake in the settings")
    func malformedSecret() {
        for text in ["whsec_", "whsec_!!!!"] {
            #expect(throws: VerificationError.malformedSecret(index: 1)) {
                try StandardWebhooksSigner(secrets: secrets("fine", text))
            }
        }
        #expect(throws: VerificationError.noSecret) { try StandardWebhooksSigner(secrets: []) }
    }
}
