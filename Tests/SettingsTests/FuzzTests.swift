import Model
import Testing

@testable import Settings

/// Seeded: a failure names its seed, and comes again with it.
@Suite struct FuzzTests {
    @Test(
        "a damaged file is refused with a place inside it, or loads; no secret is printed",
        arguments: 0..<8)
    func damaged(_ seed: UInt64) throws {
        let original = Array(Self.text.utf8)
        let resolver = SecretResolver(environment: ["S": "resolved-secret-value"])
        var random = SeededGenerator(seed: seed &* 7919 &+ 1)
        for _ in 0..<40 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes, &random) }
            let result = ConfigurationLoader.load(
                bytes: bytes, file: "f", resolver: resolver, mode: .serve)
            #expect((result.configuration == nil) == !result.errors.isEmpty)
            let lines = SourceText(String(decoding: bytes, as: UTF8.self)).lineCount
            for diagnostic in result.diagnostics {
                #expect(diagnostic.line >= 1 && diagnostic.line <= lines + 1)
                #expect(diagnostic.column >= 1)
                #expect(!diagnostic.rendered.contains("resolved-secret-value"))
            }
        }
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, at + Int.random(in: 1...12, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 2: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 3:
            let special = Array("{}[]:,&*?!|>'\"%@`#-\n\t ${}~/.\\".utf8)
            bytes.insert(special[Int.random(in: 0..<special.count, using: &random)], at: at)
        default:
            let from = Int.random(in: 0..<bytes.count, using: &random)
            let piece = Array(bytes[from..<min(bytes.count, from + 30)])
            bytes.insert(contentsOf: piece, at: at)
        }
    }

    private static let text = """
        version: 1
        sources:
          apriora: { preset: apriora, verify: { scheme: path-token, secret: "${S}" } }
          other:
            type: [/meta/kind, header:X-Event]
            milestones: { done: report_ready }
            dedupe: [header:X-Id, body]
            verify:
              scheme: hmac-sha256
              signature: { header: X-Sig, prefix: "sha256=", encoding: hex }
              signed: "{timestamp}.{body}"
              timestamp: { header: X-Time, tolerance: 5m }
              secrets: ["${S}", &s "${S}", *s]
        defaults: { retry: { schedule: [1s, 2s], attempts: 3 }, rate: 10/10s }
        targets:
          team: { kind: slack, url: "https://example.com/${S}", text: "{{type}}" }
          audit:
            kind: http
            url: https://example.com/{{source}}
            auth: { header: { name: X-Key, value: "${S}" } }
            allow_private: [10.0.0.0/8]
            body: |
              { "run": "{{run}}" }
        routes:
          - name: reports
            match: { source: [apriora, other], where: { or: [{ body.a: { gte: 1 } }, { run: x }] } }
            to: [team]
            stale_after: 2h
          - { name: rest, match: all, to: [{ target: audit }] }
        tests:
          - name: one
            event: { source: other, headers: { X-Event: e }, body: { a: 1, b: [true, null, "x"] } }
            expect: [team, audit]

        """
}
