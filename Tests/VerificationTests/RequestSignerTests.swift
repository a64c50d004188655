import Model
import Testing
import Verification

@Suite("Sending as a source's sender would")
struct RequestSignerTests {
    static let schemes: [VerificationScheme] = [
        .header(name: "X-Key", secrets: secrets("a,b", "old")),
        .pathToken(secrets: secrets("t/o k?", "old")),
        .basic(username: "relay", passwords: secrets("pä:ss", "old")),
        .bearer(secrets: secrets("token", "old")),
        .signature(
            SignatureScheme(header: "x-sig", prefix: "sha256 ", secrets: secrets("s", "old"))),
        .signature(
            SignatureScheme(
                header: "x-sig", prefix: "v1=",
                signed: (try? SignedTemplate("{timestamp}.{body}")) ?? .body,
                timestamp: .init(header: "X-Sig", tolerance: .minutes(5)), secrets: secrets("s"))),
        .standardWebhooks(secrets: secrets("whsec_AAAA", "old"), tolerance: .minutes(5)),
    ]

    @Test(
        "the verifier takes what the signer makes, by the first secret", arguments: schemes.indices)
    func roundTrip(_ index: Int) throws {
        let scheme = Self.schemes[index]
        let body = Array(#"{"a":1}"#.utf8)
        let credentials = try RequestSigner(scheme).credentials(
            body: body, id: "msg_1", at: signingTime)
        let request = VerifiableRequest(
            pathToken: credentials.pathToken, headers: credentials.headers, body: body)
        #expect(try verdict(scheme, request) == .ok(secretIndex: 0))
    }

    @Test("an open source needs nothing")
    func none() throws {
        let credentials = try RequestSigner(.none).credentials(body: [], id: "", at: signingTime)
        #expect(credentials == RequestSigner.Credentials())
    }

    @Test("what could not be verified is not signed")
    func noSecret() {
        #expect(throws: VerificationError.noSecret) {
            try RequestSigner(.bearer(secrets: [])).credentials(body: [], id: "", at: signingTime)
        }
    }
}
