import Model
import Testing
import Verification

@Suite("HMAC signatures")
struct HMACTests {
    static let cases: [(SignatureScheme, Vector)] = {
        func scheme(
            _ header: String, _ prefix: String, _ vector: Vector, timed: Bool = false
        ) -> (SignatureScheme, Vector) {
            let signed = (try? SignedTemplate(timed ? "{timestamp}.{body}" : "{body}")) ?? .body
            return (
                SignatureScheme(
                    header: header, prefix: prefix, signed: signed,
                    timestamp: timed ? .init(header: header, tolerance: .minutes(5)) : nil,
                    secrets: secrets(vector.secret)), vector
            )
        }
        return [
            scheme("X-Ribbon-Signature", "", Vectors.ribbon),
            scheme("x-classet-webhook-signature", "", Vectors.classet),
            scheme("X-Alot-Signature", "sha256=", Vectors.alot),
            scheme("Signature", "sha256 ", Vectors.greenhouse),
            scheme("HE-Signature", "v1=", Vectors.hackerEarth, timed: true),
            scheme("Vervoe-Signature", "hash=", Vectors.vervoe, timed: true),
        ]
    }()

    @Test("vendors' signatures are taken", arguments: cases.indices)
    func vectors(_ index: Int) throws {
        let (scheme, vector) = Self.cases[index]
        let whole = request(vector.headers, body: vector.body)
        #expect(try verdict(.signature(scheme), whole) == .ok(secretIndex: 0))

        let changed = request(vector.headers, body: vector.body + " ")
        #expect(try verdict(.signature(scheme), changed) == .refused(.wrongCredentials))
        let bare = request(body: vector.body)
        #expect(try verdict(.signature(scheme), bare) == .refused(.missingCredentials))
    }

    @Test(
        "our own signatures are taken, in every encoding",
        arguments: SignatureScheme.Encoding.allCases)
    func roundTrip(_ encoding: SignatureScheme.Encoding) throws {
        let scheme = VerificationScheme.signature(
            SignatureScheme(
                header: "x-sig", prefix: "v0=", encoding: encoding,
                signed: try SignedTemplate("{method}:{id}:{timestamp}:{header:X-Kind}:{body}"),
                timestamp: .init(header: "x-time", tolerance: .minutes(1)),
                secrets: secrets("one", "two")))
        // Many bodies, so that every digit of every encoding comes up.
        for count in 0..<64 {
            let body = Array(repeating: UInt8(ascii: "x"), count: count)
            var headers = HeaderList(["x-kind": "k"])
            let credentials = try RequestSigner(scheme).credentials(
                body: body, headers: headers, id: "msg_1", at: signingTime)
            for field in credentials.headers.fields { headers.append(field.name, field.value) }
            let verifier = try Verifier(scheme)
            #expect(
                verifier.verify(.init(headers: headers, body: body), now: signingTime)
                    == .ok(secretIndex: 0))
            headers.set("x-kind", "other")
            #expect(
                verifier.verify(.init(headers: headers, body: body), now: signingTime)
                    == .refused(.wrongCredentials))
        }
    }

    @Test("any secret and any signature of a list will do")
    func several() throws {
        let old = SignatureScheme(header: "x-sig", prefix: "v1=", secrets: secrets("old"))
        let both = SignatureScheme(header: "x-sig", prefix: "v1=", secrets: secrets("new", "old"))
        let signature = try #require(
            try RequestSigner(.signature(old)).credentials(
                body: Array("{}".utf8), id: "", at: signingTime
            ).headers["x-sig"])
        let wrong = "v1=" + String(repeating: "0", count: 64)
        for value in [signature, "\(wrong),\(signature)", "v0=aa, \(signature) ,\(wrong)"] {
            #expect(
                try verdict(.signature(both), request(["x-sig": value])) == .ok(secretIndex: 1))
        }
        #expect(
            try verdict(.signature(both), request(["x-sig": wrong]))
                == .refused(.wrongCredentials))
    }

    @Test(
        "what is not one signature header with readable signatures is malformed",
        arguments: ["", "v1=", "v1=zz", "v1=abc", "sha256=00", ",,,"])
    func malformed(_ value: String) throws {
        let scheme = SignatureScheme(header: "x-sig", prefix: "v1=", secrets: secrets("s"))
        #expect(
            try verdict(.signature(scheme), request(["x-sig": value]))
                == .refused(.malformedSignature))
    }

    @Test("two signature headers are refused, even when both are right")
    func duplicates() throws {
        let vector = Vectors.ribbon
        let name = "X-Ribbon-Signature"
        var twice = request(vector.headers, body: vector.body)
        twice.headers.append(name.lowercased(), try #require(twice.headers[name]))
        let scheme = SignatureScheme(header: name, secrets: secrets(vector.secret))
        #expect(try verdict(.signature(scheme), twice) == .refused(.malformedSignature))
    }

    @Test("a list of signatures is bounded")
    func bounded() throws {
        let scheme = SignatureScheme(header: "x-sig", secrets: secrets("s"))
        let list = Array(repeating: "00", count: 17).joined(separator: ",")
        #expect(
            try verdict(.signature(scheme), request(["x-sig": list]))
                == .refused(.malformedSignature))
    }

    private static func timed(_ text: String, now: Timestamp, tampered: Bool = false) throws
        -> Verdict
    {
        // Signed over the text as it stands in the header.
        let plain = SignatureScheme(
            header: "x-sig", signed: try SignedTemplate("{header:x-time}.{body}"),
            secrets: secrets("s"))
        let signed = try RequestSigner(.signature(plain)).credentials(
            body: Array("{}".utf8), headers: HeaderList(["x-time": tampered ? "1" : text]), id: "",
            at: now)
        let scheme = SignatureScheme(
            header: "x-sig", signed: try SignedTemplate("{timestamp}.{body}"),
            timestamp: .init(header: "x-time", tolerance: .minutes(5)), secrets: secrets("s"))
        let signature = try #require(signed.headers["x-sig"])
        return try verdict(
            .signature(scheme), request(["x-sig": signature, "x-time": text]), now: now)
    }

    @Test(
        "times of signing are read as seconds, milliseconds and RFC 3339",
        arguments: [
            "1767607660", "1767607660000", "2026-01-05T10:07:40Z", "2026-01-05T11:07:40.000+01:00",
        ])
    func timeFormats(_ text: String) throws {
        #expect(try Self.timed(text, now: signingTime) == .ok(secretIndex: 0))
        #expect(try Self.timed(text, now: signingTime + .minutes(5)) == .ok(secretIndex: 0))
        #expect(try Self.timed(text, now: signingTime + .minutes(-5)) == .ok(secretIndex: 0))
        for off in [Milliseconds(300_001), Milliseconds(-300_001)] {
            #expect(
                try Self.timed(text, now: signingTime + off) == .refused(.staleTimestamp))
        }
    }

    @Test(
        "a time that cannot be read is malformed",
        arguments: ["soon", "", "17676076600000000", "-5", "1767607660.5"])
    func unreadableTimes(_ text: String) throws {
        #expect(try Self.timed(text, now: signingTime) == .refused(.malformedSignature))
    }

    @Test("only who knows the secret can be late")
    func staleAfterSignature() throws {
        #expect(
            try Self.timed("1700000000", now: signingTime, tampered: true)
                == .refused(.wrongCredentials))
    }

    @Test("a signed header that is there twice is refused")
    func signedHeaderTwice() throws {
        let scheme = SignatureScheme(
            header: "x-sig", signed: try SignedTemplate("{header:x-kind}{body}"),
            secrets: secrets("s"))
        let signed = try RequestSigner(.signature(scheme)).credentials(
            body: Array("{}".utf8), headers: HeaderList(["x-kind": "a"]), id: "", at: signingTime)
        let signature = try #require(signed.headers["x-sig"])
        #expect(
            try verdict(
                .signature(scheme), request(["x-sig": signature, "x-kind": "a", "X-Kind": "b"]))
                == .refused(.malformedSignature))
    }

    @Test("a time that is not signed, or signed but nowhere, is a mistake in the settings")
    func timestampRules() throws {
        let rule = SignatureScheme.TimestampRule(header: "x-time", tolerance: .minutes(5))
        #expect(throws: VerificationError.timestampNotSigned) {
            try Verifier(
                .signature(SignatureScheme(header: "x", timestamp: rule, secrets: secrets("s"))))
        }
        let template = try SignedTemplate("{timestamp}{body}")
        #expect(throws: VerificationError.timestampWithoutRule) {
            try Verifier(
                .signature(SignatureScheme(header: "x", signed: template, secrets: secrets("s"))))
        }
        #expect(throws: VerificationError.invalidHeaderName("x y")) {
            try Verifier(.signature(SignatureScheme(header: "x y", secrets: secrets("s"))))
        }
    }
}
