import Model
import Testing
import Verification

@testable import Settings

@Suite("A source's policy")
struct SourcePolicyReadingTests {
    private func load(_ lines: String) -> LoadResult {
        let text = "version: 1\nsources:\n  vendor:\n" + lines
        return ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(
                environment: ["NEW": "new-secret", "OLD": "old-secret"],
                files: ["/run/third": "third-secret"]), mode: .serve)
    }

    private func policy(_ lines: String) throws -> SourcePolicy {
        let result = load(lines)
        #expect(result.errors.map(\.message) == [])
        return try #require(result.configuration?.sources["vendor"]).policy
    }

    @Test("limits, addresses and what is expected are read")
    func policy() throws {
        let policy = try policy(
            """
                verify: { scheme: bearer, secret: "${NEW}" }
                rate: 100/s
                failure_limit: 5/10m
                allow_from: [192.0.2.0/24, "2001:db8::/32"]
                expect_every: 24h
            """)
        #expect(policy.rate == SourceRate(count: 100, per: .seconds(1)))
        #expect(policy.failures == SourceRate(count: 5, per: .minutes(10)))
        #expect(policy.allowFrom.map(\.description) == ["192.0.2.0/24", "2001:db8::/32"])
        #expect(policy.expectEvery == .hours(24))
        #expect(policy.secretLabels == [SecretLabel(name: "NEW")])
    }

    @Test("secrets are called by their references, and may have an end")
    func labels() throws {
        let policy = try policy(
            """
                verify:
                  scheme: bearer
                  secrets:
                    - "${NEW}"
                    - { secret: "${OLD}", not_after: 2199-12-01 }
                    - { secret: "${file:/run/third}", not_after: "2199-12-01T12:00:00Z" }
                    - in-clear-text
                    - "${NEW}"
            """)
        #expect(
            policy.secretLabels == [
                SecretLabel(name: "NEW"),
                SecretLabel(name: "OLD", notAfter: Timestamp(text: "2199-12-02T00:00:00Z")),
                SecretLabel(
                    name: "file:/run/third", notAfter: Timestamp(text: "2199-12-01T12:00:00Z")),
                SecretLabel(name: "4"), SecretLabel(name: "NEW (5)"),
            ])
    }

    @Test("a secret that has ended is told; an end that cannot be read is an error")
    func ends() throws {
        func verify(_ end: String) -> LoadResult {
            load(
                "    verify: { scheme: bearer, secrets: [\"${NEW}\", "
                    + "{ secret: \"${OLD}\", not_after: \(end) }] }\n")
        }
        let ended = verify("2020-01-31")
        #expect(ended.configuration != nil)
        #expect(ended.warnings.map(\.code).contains(.secretExpired))
        for end in ["2026-13-01", "soon", "2026-02-30"] {
            let result = verify(end)
            #expect(result.configuration == nil)
            #expect(result.errors.map(\.code) == [.invalidValue])
            #expect(!result.errors[0].rendered.contains("old-secret"))
        }
    }
}
