import Foundation
import Model
import Testing
import Verification

/// One request for each preset, signed apart from this code: see Fixtures/make_presets.py.
struct PresetVector: Decodable, Sendable, CustomTestStringConvertible {
    let preset: String
    let secret: String
    let headers: [String: String]
    let body: String
    /// Another secret or key of the same kind.
    var wrong: String?
    /// Which header holds the signature or credential.
    var signature: String?
    /// The body without its signature, for those that hold it.
    var unsigned: String?
    /// The body changed where it is signed, for signatures that do not cover all of it.
    var tampered: String?
    var url: String?
    var query: String?
    var value: String?
    var pathToken: String?
    var isCredential: Bool?

    var testDescription: String { preset }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }

    static let all: [PresetVector] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/presets.json")
        guard let data = try? Data(contentsOf: path) else { return [] }
        return (try? Self.decoder.decode([PresetVector].self, from: data)) ?? []
    }()

    func scheme(secret: String) throws -> VerificationScheme {
        let preset = try #require(Preset.named(preset))
        let scheme = try #require(preset.scheme).with(secrets: secrets(secret))
        guard case .signature(var signature) = scheme else { return scheme }
        signature.url = url
        signature.value = value
        if let pathToken { signature.pathTokens = secrets(pathToken) }
        return .signature(signature)
    }

    var request: VerifiableRequest {
        VerifiableRequest(
            pathToken: pathToken, query: query ?? "",
            headers: HeaderList(headers.map { HeaderList.Field(name: $0.key, value: $0.value) }),
            body: Array(body.utf8))
    }
}

@Suite("Presets against their vendors' signatures")
struct PresetVectorTests {
    @Test("every preset whose vendor proves itself has a vector")
    func complete() {
        let covered = Set(PresetVector.all.map(\.preset))
        for preset in Preset.all where preset.scheme != nil {
            #expect(covered.contains(preset.name), "\(preset.name)")
        }
        #expect(covered.count >= 50)
    }

    @Test("what the vendor signed is taken", arguments: PresetVector.all)
    func valid(_ vector: PresetVector) throws {
        let scheme = try vector.scheme(secret: vector.secret)
        #expect(try verdict(scheme, vector.request) == .ok(secretIndex: 0))
    }

    @Test("a body that differs by one bit is refused", arguments: PresetVector.all)
    func changed(_ vector: PresetVector) throws {
        let isHeaderCredential = vector.isCredential == true && vector.signature != nil
        // A password says nothing about the body.
        guard !isHeaderCredential else { return }
        let scheme = try vector.scheme(secret: vector.secret)
        var request = vector.request
        if let tampered = vector.tampered {
            request.body = Array(tampered.utf8)
            guard case .refused = try verdict(scheme, request) else {
                Issue.record("taken")
                return
            }
        } else {
            for bit in 0..<8 {
                request.body = Array(vector.body.utf8)
                request.body[request.body.count / 2] ^= UInt8(1 << bit)
                guard case .refused = try verdict(scheme, request) else {
                    Issue.record("bit \(bit) is not covered")
                    return
                }
            }
        }
    }

    @Test("another secret is refused", arguments: PresetVector.all)
    func wrongSecret(_ vector: PresetVector) throws {
        let scheme = try vector.scheme(secret: vector.wrong ?? vector.secret + "x")
        #expect(try verdict(scheme, vector.request) == .refused(.wrongCredentials))
    }

    @Test("the right one is found among others", arguments: PresetVector.all)
    func several(_ vector: PresetVector) throws {
        let right = try vector.scheme(secret: vector.secret).secrets
        let wrong = try vector.scheme(secret: vector.wrong ?? vector.secret + "x").secrets
        let scheme = try vector.scheme(secret: vector.secret).with(secrets: wrong + right)
        #expect(try verdict(scheme, vector.request) == .ok(secretIndex: 1))
    }

    @Test("a time too far from now is refused, both ways", arguments: PresetVector.all)
    func stale(_ vector: PresetVector) throws {
        let scheme = try vector.scheme(secret: vector.secret)
        guard let tolerance = scheme.tolerance else { return }
        for span in [tolerance, Milliseconds(-tolerance.count)] {
            #expect(
                try verdict(scheme, vector.request, now: signingTime + span)
                    == .ok(secretIndex: 0))
        }
        for span in [tolerance + Milliseconds(1), Milliseconds(-tolerance.count - 1)] {
            #expect(
                try verdict(scheme, vector.request, now: signingTime + span)
                    == .refused(.staleTimestamp))
        }
    }

    @Test("a missing signature is refused", arguments: PresetVector.all)
    func missing(_ vector: PresetVector) throws {
        let scheme = try vector.scheme(secret: vector.secret)
        var request = vector.request
        if let name = vector.signature { request.headers.remove(name) }
        if let unsigned = vector.unsigned { request.body = Array(unsigned.utf8) }
        #expect(vector.signature != nil || vector.unsigned != nil)
        #expect(try verdict(scheme, request) == .refused(.missingCredentials))
    }

    @Test("a signature that stands there twice is refused", arguments: PresetVector.all)
    func doubled(_ vector: PresetVector) throws {
        guard let name = vector.signature else { return }
        let scheme = try vector.scheme(secret: vector.secret)
        var request = vector.request
        request.headers.append(name, try #require(request.headers[name]))
        #expect(try verdict(scheme, request) == .refused(.malformedSignature))
    }

    @Test("an address without its secret end is refused", arguments: PresetVector.all)
    func pathToken(_ vector: PresetVector) throws {
        guard vector.pathToken != nil else { return }
        let scheme = try vector.scheme(secret: vector.secret)
        var request = vector.request
        request.pathToken = nil
        #expect(try verdict(scheme, request) == .refused(.missingCredentials))
        request.pathToken = "other"
        #expect(try verdict(scheme, request) == .refused(.wrongCredentials))
    }

    @Test("a preset without a secret lets nobody in", arguments: Preset.all)
    func failClosed(_ preset: Preset) throws {
        guard let scheme = preset.scheme else { return }
        #expect(throws: VerificationError.self) { try Verifier(scheme) }
    }
}
