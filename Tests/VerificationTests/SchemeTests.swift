import Model
import Testing
import Verification

@Suite("Schemes as data")
struct SchemeTests {
    private func scheme(
        _ signed: String, _ change: (inout SignatureScheme) -> Void = { _ in }
    ) throws -> VerificationScheme {
        try scheme(.hmacSHA256, signed, change)
    }

    private func scheme(
        _ algorithm: SignatureScheme.Algorithm, _ signed: String,
        _ change: (inout SignatureScheme) -> Void = { _ in }
    ) throws -> VerificationScheme {
        var scheme = SignatureScheme(
            algorithm, header: "x-sig",
            signed: try SignedTemplate(signed, allowingUnsignedBody: true),
            secrets: secrets("s"))
        change(&scheme)
        return .signature(scheme)
    }

    @Test("what could keep no one out is refused when it is made")
    func failClosed() throws {
        func error(_ scheme: VerificationScheme) -> VerificationError? {
            do throws(VerificationError) {
                _ = try Verifier(scheme)
                return nil
            } catch { return error }
        }
        #expect(error(try scheme(.sha256, "{body}")) == .secretNotCovered)
        #expect(error(try scheme("{secret}{body}")) == .secretInSignedText)
        #expect(error(try scheme("{url}{body}")) == .urlMissing)
        #expect(error(try scheme("{url}{body}") { $0.url = "relay" }) == .urlMissing)
        #expect(error(try scheme("{value}{body}")) == .valueMissing)
        #expect(error(try scheme("{body}") { $0.value = "v" }) == .valueMissing)
        #expect(error(try scheme("{body}") { $0.separator = "é" }) == .invalidSeparator)
        #expect(error(try scheme("{body}") { $0.secrets = [] }) == .noSecret)
        #expect(error(try scheme("{body}") { $0.place = .headers([]) }) == .invalidHeaderName(""))
        #expect(
            error(try scheme("{body}") { $0.secretEncoding = .hex })
                == .undecodableSecret(index: 0))
        #expect(
            error(try scheme("{body}") { $0.signed = SignedTemplate(parts: [.method]) })
                == .bodyNotSigned)
        for algorithm in [SignatureScheme.Algorithm.ed25519, .ecdsaP256, .rsaSHA256] {
            #expect(error(try scheme(algorithm, "{body}")) == .malformedKey(index: 0))
        }
        for encoding in SignatureScheme.SecretEncoding.allCases where encoding != .text {
            let empty = try scheme("{body}") {
                $0.secretEncoding = encoding
                $0.secrets = secrets(encoding == .whsec ? "whsec_" : "=")
            }
            #expect(error(empty) != nil, "\(encoding)")
        }
    }

    @Test("places of signatures: headers, body, form, query")
    func places() throws {
        let places: [SignatureScheme.Place] = [
            .headers(["x-a", "x-b"]), .body(JSONPointer(tokens: ["sig"])), .query("sig"),
        ]
        for place in places {
            let scheme = try scheme("{json:/id}") { $0.place = place }
            let body = Array(#"{"id":"7","sig":"replaced"}"#.utf8)
            let made = try RequestSigner(scheme).credentials(
                body: body, id: "m", at: signingTime)
            var request = VerifiableRequest(
                query: made.query, headers: made.headers, body: made.body)
            let verifier = try Verifier(scheme)
            #expect(verifier.readsBody)
            #expect(verifier.verify(request, now: signingTime) == .ok(secretIndex: 0))
            request.body = Array(
                String(decoding: made.body, as: UTF8.self)
                    .split(separator: "7").joined(separator: "8").utf8)
            #expect(
                verifier.verify(request, now: signingTime) == .refused(.wrongCredentials))
            request.body = Array("no JSON".utf8)
            #expect(
                verifier.verify(request, now: signingTime) == .refused(.malformedSignature))
        }
        let form = try scheme("{timestamp}") {
            $0.place = .form("sig")
            $0.timestamp = .init(.form("at"))
        }
        let headers = HeaderList(["content-type": "application/x-www-form-urlencoded"])
        let made = try RequestSigner(form).credentials(
            body: Array("a=1".utf8), headers: headers, id: "m", at: signingTime)
        #expect(
            try Verifier(form).verify(
                .init(headers: headers, body: made.body), now: signingTime)
                == .ok(secretIndex: 0))
    }

    /// Amazon SNS signs so, and every account's messages by one key.
    @Test("lines that somebody else had signed cannot be cut at other places to read as ours")
    func lines() throws {
        func scheme(of topic: String) throws -> VerificationScheme {
            try self.scheme(
                "Message\n{json:/Message}\n{line:/MessageId}{line:/Subject}TopicArn\n{value}\n"
                    + "{line:/Type}"
            ) { $0.value = topic }
        }
        func body(_ members: KeyValuePairs<String, String>) -> [UInt8] {
            var json = JSONWriter()
            json.object { json in for (name, text) in members { json.member(name, text) } }
            return json.bytes
        }
        func verdict(_ body: [UInt8], signed other: [UInt8], by topic: String) throws -> Verdict {
            let made = try RequestSigner(scheme(of: topic)).credentials(
                body: other, id: "", at: signingTime)
            return try VerificationTests.verdict(
                scheme(of: "ours"), .init(headers: made.headers, body: body))
        }
        let ours = body(["Message": "a\nb", "MessageId": "1", "Type": "Notification"])
        #expect(try verdict(ours, signed: ours, by: "ours") == .ok(secretIndex: 0))
        #expect(
            try verdict(ours, signed: ours, by: "theirs") == .refused(.wrongCredentials))
        let text = "hello\nMessageId\n1\nTopicArn\nours\nType\nfoo"
        let theirs = body(["Message": text, "MessageId": "2", "Type": "Notification"])
        // The very same lines as `theirs`, were it not for the rule.
        let cut = body([
            "Message": "hello", "MessageId": "1",
            "Type": "foo\nMessageId\n2\nTopicArn\ntheirs\nType\nNotification",
        ])
        #expect(
            try verdict(cut, signed: theirs, by: "theirs") == .refused(.malformedSignature))
        // What is no text cannot pass for what is missing.
        for subject in [#"["x"]"#, "1", "null", #""x\ny""#] {
            let added = Array(
                (String(decoding: ours, as: UTF8.self).dropLast()
                    + ",\"Subject\":\(subject)}").utf8)
            #expect(
                try verdict(added, signed: ours, by: "ours") == .refused(.malformedSignature))
        }
    }

    @Test("a body that is no form is not taken for an empty form")
    func formOnly() throws {
        let scheme = try scheme("{url}{form_sorted}") { $0.url = "https://example.com/" }
        let made = try RequestSigner(scheme).credentials(body: [], id: "", at: signingTime)
        let request = VerifiableRequest(headers: made.headers, body: Array("{}".utf8))
        #expect(try verdict(scheme, request) == .refused(.malformedSignature))
    }

    @Test("a signature tells itself from others, and is the same in all its spellings")
    func proofs() throws {
        let verifier = try Verifier(try scheme("{body}"))
        let body = Array("{}".utf8)
        let signed = try RequestSigner(try scheme("{body}")).credentials(
            body: body, id: "", at: signingTime)
        let text = try #require(signed.headers["x-sig"])
        func proof(_ value: String) -> [UInt8]? {
            var proof: [UInt8]?
            _ = verifier.verify(
                .init(headers: HeaderList(["x-sig": value]), body: body), now: signingTime,
                proof: &proof)
            return proof
        }
        let first = try #require(proof(text))
        #expect(proof(text.uppercased()) == first)
        #expect(proof("00,\(text) ,11") == first)
        #expect(proof("00") == nil)
    }

    @Test("times are read as their format says, and no other way")
    func formats() throws {
        func isTaken(_ text: String, _ format: SignatureScheme.TimestampRule.Format) throws -> Bool
        {
            let plain = try scheme("{header:x-time}")
            let timed = try scheme("{timestamp}") {
                $0.timestamp = .init(.header("x-time"), format: format)
            }
            let signed = try RequestSigner(plain).credentials(
                body: [], headers: HeaderList(["x-time": text]), id: "", at: signingTime)
            var headers = signed.headers
            headers.set("x-time", text)
            return try verdict(timed, .init(headers: headers)) == .ok(secretIndex: 0)
        }
        let texts = ["1767607660", "1767607660000", "2026-01-05T10:07:40Z"]
        let formats = [SignatureScheme.TimestampRule.Format.seconds, .milliseconds, .iso8601]
        for (row, text) in texts.enumerated() {
            #expect(try isTaken(text, .any))
            for (column, format) in formats.enumerated() {
                #expect(try isTaken(text, format) == (row == column), "\(text) as \(format)")
            }
        }
    }

    @Test("which deduplication keys a signature covers is known")
    func coverage() throws {
        let key = DedupePart.place(.header("x-id"))
        let id = DedupePart.place(.body(JSONPointer(tokens: ["id"])))
        #expect(try !scheme("{body}").signs([key]))
        #expect(try scheme("{body}").signs([id, .bodyHash]))
        #expect(try scheme("{header:X-Id}{body}").signs([key]))
        #expect(try scheme("{id}{body}") { $0.idHeader = "X-Id" }.signs([key]))
        #expect(try !scheme("{timestamp}{json:/other}").signs([id]))
        let standard = VerificationScheme.standardWebhooks(
            secrets: secrets("s"), tolerance: .minutes(5))
        #expect(standard.signs([.place(.header("webhook-id")), id]))
        #expect(!standard.signs([key]))
    }

    @Test("a public key of Standard Webhooks verifies v1a, and only that")
    func publicKeys() throws {
        // RFC 8032 section 7.1, test 1: the key; the signature was made with it apart from this.
        let vector = Ed25519Vector.standardWebhooks
        let scheme = VerificationScheme.standardWebhooks(
            secrets: secrets(vector.key), tolerance: .minutes(5))
        let request = request(
            [
                "webhook-id": "msg_1", "webhook-timestamp": "1767607660",
                "webhook-signature": "v1a,\(vector.signature)",
            ], body: "{}")
        #expect(try verdict(scheme, request) == .ok(secretIndex: 0))
        var other = request
        other.headers.set("webhook-signature", "v1,\(vector.signature)")
        #expect(try verdict(scheme, other) == .refused(.wrongCredentials))
        #expect(throws: VerificationError.notShared) {
            try RequestSigner(scheme).credentials(body: [], id: "", at: signingTime)
        }
    }
}
