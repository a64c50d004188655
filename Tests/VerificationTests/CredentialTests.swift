import Model
import Testing
import Verification

@Suite("Credentials in the request itself")
struct CredentialTests {
    @Test("a header that equals any of the secrets is taken, and says which one it was")
    func header() throws {
        let scheme = VerificationScheme.header(name: "X-Key", secrets: secrets("new", "old"))
        #expect(try verdict(scheme, request(["x-key": "new"])) == .ok(secretIndex: 0))
        #expect(try verdict(scheme, request(["X-KEY": "old"])) == .ok(secretIndex: 1))
        for wrong in ["ne", "newer", "NEW", " new", "new,old"] {
            #expect(
                try verdict(scheme, request(["x-key": wrong])) == .refused(.wrongCredentials))
        }
        #expect(try verdict(scheme, request([:])) == .refused(.missingCredentials))
        #expect(try verdict(scheme, request(["x-key": ""])) == .refused(.missingCredentials))
    }

    @Test("a secret with a comma is one secret")
    func comma() throws {
        let scheme = VerificationScheme.header(name: "X-Key", secrets: secrets("a,b"))
        #expect(try verdict(scheme, request(["x-key": "a,b"])) == .ok(secretIndex: 0))
        #expect(try verdict(scheme, request(["x-key": "a"])) == .refused(.wrongCredentials))
    }

    @Test("a credential that is there twice is refused, even when both are right")
    func duplicates() throws {
        let twice = request(["x-key": "k", "X-Key": "k"])
        #expect(
            try verdict(.header(name: "x-key", secrets: secrets("k")), twice)
                == .refused(.malformedSignature))
        let bearers = request(["authorization": "Bearer k", "Authorization": "Bearer k"])
        #expect(
            try verdict(.bearer(secrets: secrets("k")), bearers) == .refused(.malformedSignature))
    }

    @Test("the path's last segment is compared whole")
    func pathToken() throws {
        let scheme = VerificationScheme.pathToken(secrets: secrets("tok", "tok2"))
        #expect(try verdict(scheme, request(token: "tok2")) == .ok(secretIndex: 1))
        #expect(try verdict(scheme, request(token: "to")) == .refused(.wrongCredentials))
        #expect(try verdict(scheme, request(token: "")) == .refused(.missingCredentials))
        #expect(try verdict(scheme, request()) == .refused(.missingCredentials))
    }

    @Test("a Basic password may contain colons")
    func basic() throws {
        let scheme = VerificationScheme.basic(username: "relay", passwords: secrets("p:a:ss"))
        // relay:p:a:ss
        let right = "cmVsYXk6cDphOnNz"
        #expect(
            try verdict(scheme, request(["authorization": "Basic \(right)"]))
                == .ok(secretIndex: 0))
        #expect(
            try verdict(scheme, request(["authorization": "basic  \(right)"]))
                == .ok(secretIndex: 0))
        // relay:p
        #expect(
            try verdict(scheme, request(["authorization": "Basic cmVsYXk6cA=="]))
                == .refused(.wrongCredentials))
        #expect(
            try verdict(scheme, request(["authorization": "Basic %%%"]))
                == .refused(.malformedSignature))
        #expect(
            try verdict(scheme, request(["authorization": "Bearer \(right)"]))
                == .refused(.missingCredentials))
    }

    @Test("a user name with a colon is no user name")
    func usernameWithColon() {
        #expect(throws: VerificationError.usernameWithColon) {
            try Verifier(.basic(username: "a:b", passwords: secrets("c")))
        }
    }

    @Test("a bearer token is taken after its scheme's name in any case")
    func bearer() throws {
        let scheme = VerificationScheme.bearer(secrets: secrets("t0ken"))
        #expect(
            try verdict(scheme, request(["authorization": "bearer t0ken"])) == .ok(secretIndex: 0))
        #expect(
            try verdict(scheme, request(["authorization": "t0ken"]))
                == .refused(.missingCredentials))
        #expect(
            try verdict(scheme, request(["authorization": "Bearer t0ke"]))
                == .refused(.wrongCredentials))
    }

    @Test("a scheme without a secret is not carried out", arguments: 0..<6)
    func noSecret(_ index: Int) {
        let schemes: [VerificationScheme] = [
            .header(name: "x", secrets: []), .pathToken(secrets: []),
            .basic(username: "u", passwords: []), .bearer(secrets: []),
            .signature(SignatureScheme(header: "x", secrets: [])),
            .standardWebhooks(secrets: [], tolerance: .minutes(5)),
        ]
        #expect(throws: VerificationError.noSecret) { try Verifier(schemes[index]) }
    }

    @Test("anyone is taken only by the scheme that says so")
    func none() throws {
        #expect(try verdict(.none, request()) == .ok(secretIndex: nil))
    }

    @Test("headers that hold credentials are named, for every scheme")
    func credentialHeaders() throws {
        let plain: Set<String> = ["authorization", "cookie", "proxy-authorization"]
        #expect(try Verifier(.none).credentialHeaders == plain)
        #expect(
            try Verifier(.header(name: "X-Key", secrets: secrets("k"))).credentialHeaders
                == plain.union(["x-key"]))
        #expect(try Verifier(.none).credentialParameters == ["access_token"])
    }

    @Test("only what RFC 9110 has a word for is challenged")
    func challenge() throws {
        let basic = try Verifier(.basic(username: "u", passwords: secrets("p")))
        #expect(basic.challenge?.hasPrefix("Basic ") == true)
        #expect(
            try Verifier(.bearer(secrets: secrets("p"))).challenge?.hasPrefix("Bearer ") == true)
        #expect(try Verifier(.pathToken(secrets: secrets("p"))).challenge == nil)
    }
}
