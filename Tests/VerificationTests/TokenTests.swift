import Foundation
import Model
import Testing
import Verification

/// Tokens of senders and of strangers, made apart from this code: see Fixtures/make_tokens.py.
struct TokenVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let algorithm: String
    let key: String
    let token: String
    /// `ok`, or why it is refused.
    let expected: String
    let body: String
    var encoding: String?

    var testDescription: String { name }

    var scheme: TokenScheme {
        get throws {
            TokenScheme(
                try #require(TokenScheme.Algorithm(rawValue: algorithm)), at: .header("X-Token"),
                bodyHash: "hash",
                hashEncoding: try #require(SignatureScheme.Encoding(rawValue: encoding ?? "hex")),
                secrets: secrets(key))
        }
    }

    var request: VerifiableRequest { VerifiableRequest(token: token, body) }
}

extension VerifiableRequest {
    fileprivate init(token: String, _ body: String) {
        self.init(headers: HeaderList(["x-token": token]), body: Array(body.utf8))
    }
}

struct TokenFile: Decodable, Sendable {
    struct Key: Decodable, Sendable {
        let algorithm: String
        let key: String
    }

    let tokens: [TokenVector]
    /// What is no key of its algorithm.
    let notKeys: [Key]
    /// Public keys, which are no shared secrets.
    let notSecrets: [String]

    static let shared: TokenFile = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/tokens.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: path),
            let file = try? decoder.decode(TokenFile.self, from: data)
        else { return TokenFile(tokens: [], notKeys: [], notSecrets: []) }
        return file
    }()
}

@Suite("Signed tokens")
struct TokenTests {
    private static let file = TokenFile.shared

    private func good() throws -> TokenVector {
        try #require(Self.file.tokens.first { $0.name == "a JWK" })
    }

    private func es256(_ change: (inout TokenScheme) -> Void = { _ in }) throws -> TokenScheme {
        var scheme = try good().scheme
        change(&scheme)
        return scheme
    }

    @Test("the fixture is there")
    func complete() {
        #expect(Self.file.tokens.count >= 100)
        #expect(Self.file.tokens.count { $0.expected == "ok" } >= 15)
        #expect(Self.file.notKeys.count >= 30)
        #expect(Set(Self.file.tokens.map(\.algorithm)).count == 4)
    }

    @Test("what the sender signed is taken, what it did not is refused", arguments: file.tokens)
    func vectors(_ vector: TokenVector) throws {
        let verdict = try verdict(.token(vector.scheme), vector.request)
        switch verdict {
        case .ok(let index):
            #expect(vector.expected == "ok")
            #expect(index == 0)
        case .refused(let refusal): #expect(refusal.rawValue == vector.expected)
        }
    }

    @Test("a token that differs in one bit is refused, wherever it is")
    func changed() throws {
        for algorithm in TokenScheme.Algorithm.allCases {
            let vector = try #require(
                Self.file.tokens.first {
                    $0.algorithm == algorithm.rawValue && $0.expected == "ok"
                })
            let verifier = try Verifier(.token(vector.scheme))
            let token = Array(vector.token.utf8)
            for place in token.indices {
                for bit in 0..<7 {
                    var other = token
                    other[place] ^= 1 << bit
                    let text = String(decoding: other, as: UTF8.self)
                    guard
                        case .refused = verifier.verify(
                            .init(token: text, vector.body), now: signingTime)
                    else {
                        Issue.record("\(algorithm): bit \(bit) at \(place) is not covered")
                        return
                    }
                }
            }
        }
    }

    @Test("the algorithm is the scheme's: a token of another is refused with any key")
    func algorithms() throws {
        for vector in Self.file.tokens where vector.expected == "ok" {
            for algorithm in TokenScheme.Algorithm.allCases
            where algorithm.rawValue != vector.algorithm {
                var scheme = try vector.scheme
                scheme.algorithm = algorithm
                for key in Self.file.tokens where key.algorithm == algorithm.rawValue {
                    scheme.secrets = secrets(key.key)
                    #expect(
                        try verdict(.token(scheme), vector.request)
                            == .refused(.malformedSignature))
                }
            }
        }
    }

    @Test("what is no key of the algorithm is told when the scheme is made")
    func notKeys() throws {
        for row in Self.file.notKeys {
            let algorithm = try #require(TokenScheme.Algorithm(rawValue: row.algorithm))
            let first = try #require(
                Self.file.tokens.first {
                    $0.algorithm == row.algorithm && $0.expected == "ok"
                })
            let scheme = TokenScheme(
                algorithm, at: .header("X-Token"), bodyHash: "hash",
                secrets: secrets(first.key, row.key))
            #expect(throws: VerificationError.malformedKey(index: 1), "\(row.key)") {
                try Verifier(.token(scheme))
            }
        }
        for key in Self.file.notSecrets {
            let scheme = TokenScheme(
                .hs256, at: .header("X-Token"), bodyHash: "hash", secrets: secrets(key))
            #expect(throws: VerificationError.publicSecret(index: 0)) {
                try Verifier(.token(scheme))
            }
        }
    }

    @Test("a scheme that could keep nobody out, or let nobody in, is not carried out")
    func failClosed() throws {
        func error(_ change: (inout TokenScheme) -> Void) throws -> VerificationError? {
            let scheme = try es256(change)
            do throws(VerificationError) {
                _ = try Verifier(.token(scheme))
                return nil
            } catch {
                return error
            }
        }
        #expect(try error { _ in } == nil)
        #expect(try error { $0.secrets = [] } == .noSecret)
        #expect(try error { $0.bodyHash = "" } == .bodyHashMissing)
        #expect(try error { $0.time = "hash" } == .claimWithTwoMeanings("hash"))
        #expect(try error { $0.place = .header("a b") } == .invalidHeaderName("a b"))
        #expect(
            try error {
                $0.algorithm = .hs256
                $0.secretEncoding = .hex
                $0.secrets = secrets("xyz")
            } == .undecodableSecret(index: 0))
    }

    @Test("exactly one token: none is missing, two are refused")
    func count() throws {
        let vector = try good()
        let scheme = VerificationScheme.token(try vector.scheme)
        let body = Array(vector.body.utf8)
        #expect(
            try verdict(scheme, .init(headers: HeaderList(), body: body))
                == .refused(.missingCredentials))
        let two = HeaderList(["X-Token": vector.token, "x-token": vector.token])
        #expect(
            try verdict(scheme, .init(headers: two, body: body)) == .refused(.malformedSignature))
    }

    @Test("in the query, or behind a prefix")
    func places() throws {
        let vector = try good()
        let body = Array(vector.body.utf8)
        func verdict(_ query: String) throws -> Verdict {
            let scheme = try es256 { $0.place = .query("jwt") }
            return try Verifier(.token(scheme)).verify(
                .init(query: query, headers: HeaderList(), body: body), now: signingTime)
        }
        #expect(try verdict("a=1&jwt=\(vector.token)") == .ok(secretIndex: 0))
        #expect(try verdict("a=1") == .refused(.missingCredentials))
        #expect(
            try verdict("jwt=\(vector.token)&jwt=\(vector.token)")
                == .refused(.malformedSignature))
        let scheme = try es256 { $0.prefix = "Bearer " }
        let verifier = try Verifier(.token(scheme))
        #expect(
            verifier.verify(.init(token: "Bearer \(vector.token)", vector.body), now: signingTime)
                == .ok(secretIndex: 0))
        for text in [vector.token, "Bearer", "Bearer  \(vector.token)", ""] {
            #expect(
                verifier.verify(.init(token: text, vector.body), now: signingTime)
                    == .refused(.malformedSignature))
        }
    }

    @Test("the time may be the tolerance away, both ways, and no further")
    func times() throws {
        let vector = try good()
        let verifier = try Verifier(.token(es256 { $0.tolerance = .seconds(10) }))
        #expect(verifier.tolerance == .seconds(10))
        for (milliseconds, isTaken): (Int64, Bool) in [
            (10_000, true), (-10_000, true), (10_001, false), (-10_001, false),
        ] {
            #expect(
                verifier.verify(vector.request, now: signingTime + Milliseconds(milliseconds))
                    == (isTaken ? .ok(secretIndex: 0) : .refused(.staleTimestamp)))
        }
    }

    @Test("a right token with another body is not called stale: no key is near a guess")
    func order() throws {
        let vector = try good()
        let late = signingTime + .hours(1)
        #expect(
            try verdict(.token(vector.scheme), vector.request, now: late)
                == .refused(.staleTimestamp))
        #expect(
            try verdict(.token(vector.scheme), .init(token: vector.token, "{}"), now: late)
                == .refused(.wrongCredentials))
    }

    @Test("the secret that is told is the one in which the key stood")
    func secretIndex() throws {
        let vector = try good()
        let set = try #require(
            Self.file.tokens.first { $0.name == "a set with keys of others" })
        let other = try #require(
            Self.file.tokens.first { $0.name == "a JWK after its end beside one before it" })
        let stranger = try #require(PresetVector.all.first { $0.preset == "sendgrid" }).secret
        for (keys, index) in [
            ([set.key, vector.key], 0), ([stranger, set.key], 1), ([stranger, other.key], 1),
            ([stranger, stranger, vector.key], 2),
        ] {
            let scheme = try es256 { $0.secrets = keys.compactMap { Secret($0) } }
            #expect(try verdict(.token(scheme), vector.request) == .ok(secretIndex: index))
        }
    }

    @Test("the same token is known again, and only that one")
    func proof() throws {
        let verifier = try Verifier(.token(es256()))
        func proof(_ vector: TokenVector) -> [UInt8]? {
            var proof: [UInt8]?
            _ = verifier.verify(vector.request, now: signingTime, proof: &proof)
            return proof
        }
        let first = try #require(proof(good()))
        #expect(try proof(good()) == first)
        let fraction = try #require(
            Self.file.tokens.first { $0.name == "a time with a fraction" })
        #expect(try #require(proof(fraction)) != first)
        let refused = try #require(Self.file.tokens.first { $0.name == "another body" })
        #expect(proof(refused) == nil)
    }

    @Test("it covers the body, and no header")
    func coverage() throws {
        let scheme = VerificationScheme.token(try es256())
        let id = DedupePart.place(.body(JSONPointer(tokens: ["id"])))
        #expect(scheme.signs([id, .bodyHash]))
        #expect(!scheme.signs([.place(.header("x-id"))]))
        #expect(!scheme.signs([id, .place(.query("id"))]))
        #expect(try Verifier(scheme).readsBody)
    }

    @Test("a shared secret signs what it takes; only the sender has the other keys")
    func signing() throws {
        for encoding in SignatureScheme.Encoding.allCases {
            var scheme = try es256 {
                $0.algorithm = .hs256
                $0.secrets = secrets("shared", "old")
                $0.prefix = "Bearer "
                $0.place = .header("Authorization")
                $0.hashEncoding = encoding
            }
            for place in [TokenScheme.Place.header("Authorization"), .query("t")] {
                scheme.place = place
                let made = try RequestSigner(.token(scheme)).credentials(
                    body: Array("{}".utf8), query: "a=b", id: "", at: signingTime)
                #expect(
                    try verdict(
                        .token(scheme),
                        .init(query: made.query, headers: made.headers, body: made.body))
                        == .ok(secretIndex: 0))
            }
        }
        let scheme = VerificationScheme.token(try es256())
        #expect(!scheme.isShared)
        #expect(throws: VerificationError.notShared) {
            try RequestSigner(scheme).credentials(body: [], id: "", at: signingTime)
        }
    }
}
