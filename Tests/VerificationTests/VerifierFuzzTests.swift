import Model
import Support
import Testing
import Verification

/// Seeded: a failure names its seed, and comes again with it. `FUZZ_CASES` sets how many requests
/// each seed tries.
@Suite("Damaged requests and the verifier")
struct VerifierFuzzTests {
    @Test(
        "a request that was signed and then damaged is refused, unless nothing signed was changed",
        arguments: 0..<4)
    func damaged(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 7919 &+ 1)
        let vectors = try PresetVector.all.map { vector in
            (vector, try Verifier(vector.scheme(secret: vector.secret)))
        }
        var taken = 0
        for _ in 0..<Fuzz.cases(2_000) {
            guard let (vector, verifier) = vectors.randomElement(using: &random) else { return }
            let original = vector.request
            var changed = original
            for _ in 0..<Int.random(in: 1...2, using: &random) { damage(&changed, &random) }
            guard case .ok = verifier.verify(changed, now: signingTime) else { continue }
            taken += 1
            guard coversBody(vector), changed.body != original.body else { continue }
            Issue.record("\(vector.preset): another body was taken")
        }
        // Else nothing would have been tried: headers that nobody signs are damaged, too.
        #expect(taken > 0)
    }

    /// Not by credentials, nor by fields of it; and of a form only what it means.
    private func coversBody(_ vector: PresetVector) -> Bool {
        vector.isCredential != true && vector.unsigned == nil && vector.tampered == nil
            && vector.preset != "twilio"
    }

    private func damage(_ request: inout VerifiableRequest, _ random: inout SeededGenerator) {
        var fields = request.headers.fields
        let at = fields.indices.randomElement(using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: Fuzz.damage(&request.body, &random)
        case 1: request.query = Fuzz.damage(request.query, &random)
        case 2: request.pathToken = request.pathToken.map { Fuzz.damage($0, &random) }
        case 3: fields.append(.init(name: "x-other", value: Fuzz.damage("value", &random)))
        case 4:
            if let at { fields.append(fields[at]) }
        case 5:
            if let at { fields[at].name = Fuzz.damage(fields[at].name, &random) }
        default:
            if let at { fields[at].value = Fuzz.damage(fields[at].value, &random) }
        }
        request.headers = HeaderList(fields)
    }

    @Test("a scheme with every part takes any request without trouble", arguments: 0..<4)
    func noise(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 104_729 &+ 3)
        var scheme = SignatureScheme(
            header: "X-Sig", prefix: "v1=",
            signed: .init(parts: [
                .timestamp, .id, .json(JSONPointer(tokens: ["a", "0"])), .formSorted, .crc32,
                .body,
            ]), timestamp: .init(.element("t")), secrets: secrets("s"))
        scheme.items = nil
        let verifier = try Verifier(.signature(scheme))
        for _ in 0..<Fuzz.cases(2_000) {
            var body = Array(#"{"a":["x",1e9],"b":"\u00e9"}"#.utf8)
            Fuzz.damage(&body, &random)
            let request = VerifiableRequest(
                headers: HeaderList([
                    "x-sig": Fuzz.damage("t=1767607660,v1=00ff,v1=AA, v0=1", &random),
                    "webhook-id": Fuzz.damage("msg_1", &random),
                    "content-type": Fuzz.damage("application/x-www-form-urlencoded", &random),
                ]), body: body)
            guard case .refused = verifier.verify(request, now: signingTime) else {
                Issue.record("a request that nobody signed was taken")
                return
            }
        }
    }

    @Test(
        "of a damaged token nothing is taken, and a damaged key is another or none",
        arguments: 0..<4)
    func tokens(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed &* 15_485_863 &+ 7)
        let vectors = TokenFile.shared.tokens.filter { $0.expected == "ok" }
        let verifiers = try vectors.map { ($0, try Verifier(.token($0.scheme))) }
        var keys = 0
        for _ in 0..<Fuzz.cases(1_000) {
            guard let (vector, verifier) = verifiers.randomElement(using: &random) else { return }
            var request = vector.request
            let token = Fuzz.damage(vector.token, &random)
            request.headers.set("x-token", token)
            if case .ok = verifier.verify(request, now: signingTime), token != vector.token {
                Issue.record("\(vector.name): another token was taken: \(token)")
                return
            }
            var scheme = try vector.scheme
            scheme.secrets = secrets(Fuzz.damage(vector.key, &random))
            guard let other = try? Verifier(.token(scheme)) else { continue }
            keys += 1
            var stranger = vector.request
            stranger.body.append(0x20)
            guard case .refused = other.verify(stranger, now: signingTime) else {
                Issue.record("\(vector.name): another body was taken")
                return
            }
        }
        // Else no key would have been tried: members that nobody reads are damaged, too.
        #expect(keys > 0)
    }
}
