import Crypto
import Foundation
import Model
import Testing
import Verification

/// Fixtures/vectors.json: vendors' and standards' vectors with the bodies of Fixtures/payloads.
@Suite("Vectors of vendors and standards")
struct VectorFileTests {
    private struct Row: Decodable {
        let scheme: String
        var vendor: String?
        var body: String?
        var secret: String?
        var headers: [String: String]?
        var endpoint: String?
        var signatureBase: String?
        var secretB64: String?
        var signature: String?
        var sha256: String?
        var sha512: String?
        var expected: String?
        /// As it stands on the vendor's page.
        var publishedBody: String?
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    private func rows() throws -> [Row] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            [Row].self, from: Data(contentsOf: Self.folder.appendingPathComponent("vectors.json")))
    }

    @Test("every vendor's vector is taken by its preset")
    func vendors() throws {
        let rows = try rows().filter { $0.headers != nil }
        #expect(rows.count == 8)
        for row in rows {
            let preset = try #require(Preset.named(row.vendor ?? ""))
            var scheme = try #require(preset.scheme).with(secrets: secrets(row.secret ?? ""))
            if case .signature(var signature) = scheme {
                signature.url = row.endpoint
                scheme = .signature(signature)
            }
            let body = try Data(
                contentsOf: Self.folder.appendingPathComponent("payloads/\(row.body ?? "")"))
            let headers = (row.headers ?? [:]).map {
                HeaderList.Field(name: $0.key, value: $0.value)
            }
            #expect(
                try verdict(scheme, .init(headers: HeaderList(headers), body: Array(body)))
                    == .ok(secretIndex: 0), "\(row.scheme)")
        }
    }

    @Test("the example on Ribbon's own page is taken by its preset, and nothing like it")
    func published() throws {
        let row = try #require(try rows().first { $0.publishedBody != nil })
        let preset = try #require(Preset.named(row.vendor ?? ""))
        let scheme = try #require(preset.scheme).with(secrets: secrets(row.secret ?? ""))
        let body = try #require(row.publishedBody)
        let headers = HeaderList(["x-ribbon-signature": row.expected ?? ""])
        #expect(
            try verdict(scheme, .init(headers: headers, body: Array(body.utf8)))
                == .ok(secretIndex: 0))
        let changed = Array(body.replacing("completed", with: "Completed").utf8)
        #expect(
            try verdict(scheme, .init(headers: headers, body: changed))
                == .refused(.wrongCredentials))
    }

    @Test("RFC 9421 B.2.5 is an HMAC-SHA256 in base64 under a base64 secret")
    func httpSignatures() throws {
        let row = try #require(try rows().first { $0.signatureBase != nil })
        var scheme = SignatureScheme(
            header: "x-sig", encoding: .base64,
            secrets: secrets(row.secretB64 ?? ""))
        scheme.secretEncoding = .base64
        let request = VerifiableRequest(
            headers: HeaderList(["x-sig": row.signature ?? ""]),
            body: Array((row.signatureBase ?? "").utf8))
        #expect(try verdict(.signature(scheme), request) == .ok(secretIndex: 0))
    }

    @Test("RFC 9530 digests are those of the library")
    func digests() throws {
        let row = try #require(try rows().first { $0.sha512 != nil })
        let body = Array(#"{"hello": "world"}"#.utf8)
        let short = Data(SHA256.hash(data: body)).base64EncodedString()
        let long = Data(SHA512.hash(data: body)).base64EncodedString()
        #expect(row.sha256 == "sha-256=:\(short):")
        #expect(row.sha512 == "sha-512=:\(long):")
    }
}
