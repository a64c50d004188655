import Dispatching
import Model
import Settings
import Targets
import Testing
import Verification

/// `routes.yaml.example` at the top of the repository.
@Suite struct ExampleFileTests {
    /// Next to `Tests`, wherever the package is built.
    static let path: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/routes.yaml.example"
    }()

    static let environment = [
        "APRIORA_TOKEN": "apriora-path-token-1234", "XOBIN_PASSWORD": "xobin-password-1234",
        "VENDOR_SECRET": "vendor-secret-1234",
        "PARTNER_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "SLACK_WEBHOOK_URL": "http://127.0.0.1:9/services/T0/B0/slack-credential-1234",
        "ATS_URL": "http://127.0.0.1:9/notes", "ATS_TOKEN": "ats-token-1234",
        "AUDIT_URL": "http://127.0.0.1:9/hooks",
        "AUDIT_SECRET": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    ]

    @Test("the example loads without a word when its secrets are set")
    func loads() throws {
        let result = ConfigurationLoader.load(
            path: Self.path, resolver: SecretResolver(environment: Self.environment), mode: .serve)
        #expect(result.diagnostics.map(\.rendered) == [])
        let configuration = try #require(result.configuration)
        #expect(configuration.version.wholeMatch(of: /cfg_[0-9a-f]{12}/) != nil)
        #expect(Set(configuration.sources.keys) == ["apriora", "xobin", "other-vendor", "partner"])
        #expect(Set(configuration.targets.keys) == ["hiring", "ats", "audit"])
        #expect(configuration.tests.count == 6)
        #expect(ConfigurationTests.run(configuration) == [])
    }

    @Test("the example's settings are what its comments promise")
    func settings() throws {
        let configuration = try #require(
            ConfigurationLoader.load(
                path: Self.path, resolver: SecretResolver(environment: Self.environment),
                mode: .serve
            ).configuration)
        let ats = try #require(configuration.targets["ats"])
        #expect(ats.policy.retry.schedule == [.seconds(1), .seconds(2), .seconds(4)])
        #expect(ats.policy.retry.attemptsMax == 4)
        #expect(ats.policy.retry.maxAge == .hours(72))
        #expect(ats.target.connection.allowPrivate == [CIDR("127.0.0.0/8")])
        let hiring = try #require(configuration.targets["hiring"])
        #expect(hiring.policy.rate?.count == 1)
        #expect(hiring.policy.rate?.per == .seconds(1))
        let audit = try #require(configuration.targets["audit"])
        #expect(audit.policy.orderByRun)
        #expect(audit.policy.concurrencyMax == 20)
        #expect(audit.policy.rate == nil)
        let vendor = try #require(configuration.sources["other-vendor"])
        #expect(vendor.mapping.milestones["interview.scored"] == .reportReady)
        guard case .signature(let scheme) = vendor.verifier else {
            Issue.record("not hmac-sha256")
            return
        }
        #expect(scheme.place == .headers(["X-Signature"]))
        #expect(scheme.prefix == "sha256=")
        #expect(scheme.timestamp?.tolerance == .minutes(5))
    }

    @Test("without its secrets the example passes a check with warnings, and is not served")
    func withoutSecrets() throws {
        let resolver = SecretResolver()
        let checked = ConfigurationLoader.load(path: Self.path, resolver: resolver, mode: .check)
        #expect(checked.configuration != nil)
        #expect(checked.errors == [])
        #expect(checked.warnings.map(\.code) == Array(repeating: .secretUnset, count: 9))
        #expect(checked.secretsMissing == Self.environment.keys.sorted())
        for mode in [LoadMode.serve, .check(secrets: true)] {
            let served = ConfigurationLoader.load(path: Self.path, resolver: resolver, mode: mode)
            #expect(served.configuration == nil)
            #expect(served.errors.count == 9)
            #expect(served.secretsMissing == Self.environment.keys.sorted())
        }
    }
}
