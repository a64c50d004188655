import Model
import Routing
import Targets
import Testing
import Verification

@testable import Settings

@Suite("Settings of interviews")
struct InterviewSettingsTests {
    private let seal = CredentialSeal(key: Array(repeating: 7, count: 32))
    private let interview = InterviewKey(source: "xobin", interview: "4217")

    private func settings(
        _ body: String, stored: InterviewSettings? = nil, access: SettingsAccess = SettingsAccess()
    ) throws -> InterviewSettings {
        let call = try InterviewCall(Array(body.utf8), isForAll: false)
        return try call.settings(
            of: interview, access: access, stored: stored, seal: seal,
            now: Timestamp(milliseconds: 5), by: "key")
    }

    private func configuration(_ settings: String = "settings: { key: k }") throws -> Configuration
    {
        let text =
            "version: 1\nsources: { xobin: { preset: xobin, verify: { scheme: none }, "
            + "\(settings) } }\n"
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: [:]), mode: .check)
        return try #require(result.configuration, "\(result.diagnostics.map(\.rendered))")
    }

    private static let basic =
        #"{"webhooks":{"start":{"status":true,"url":"https://example.com/a"},"#
        + #""auth":{"type":"basic","basic":{"username":"u","password":"secret word"}}}}"#

    @Test("what a call leaves out stays as it was, credentials too")
    func kept() throws {
        let first = try settings(Self.basic)
        let second = try settings(
            #"{"webhooks":{"submission":{"status":true,"url":"https://example.com/b"}}}"#,
            stored: first)
        #expect(second.auth == first.auth)
        #expect(second.hooks[.start] == first.hooks[.start])
        #expect(second.hooks[.submission]?.url == "https://example.com/b")
        let off = try settings(
            #"{"webhooks":{"auth":{"type":"basic","status":false}}}"#, stored: second)
        #expect(off.auth?.isEnabled == false && off.auth?.sealed == first.auth?.sealed)
    }

    @Test("a sealed credential opens with its key and for its interview only")
    func sealed() throws {
        let word = try #require(Secret("secret word"))
        let sealed = seal.seal(word, for: interview)
        #expect(seal.open(sealed, for: interview) == word)
        #expect(seal.seal(word, for: interview) != sealed, "two seals are alike")
        let other = InterviewKey(source: "xobin", interview: "4218")
        #expect(seal.open(sealed, for: other) == nil)
        #expect(
            CredentialSeal(key: Array(repeating: 8, count: 32)).open(sealed, for: interview) == nil)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(seal.open(changed, for: interview) == nil, "byte \(index)")
        }
        #expect(seal.open([], for: interview) == nil)
    }

    @Test("a credential that does not open leaves its target out, so that nothing goes without it")
    func unopened() throws {
        let entry = try settings(Self.basic)
        let name = "xobin/4217/start"
        var opened = try configuration()
        #expect(opened.take([entry], .opened(seal)) == [])
        #expect(opened.targets[name]?.meterName == "xobin/settings")
        var closed = try configuration()
        #expect(closed.take([entry], .opened(nil)) == [name])
        #expect(closed.targets[name] == nil)
        #expect(closed.routes.overlay != nil, "events would be lost instead of waiting")
        var without = try configuration("enabled: true")
        #expect(without.take([entry], .opened(seal)) == [])
        #expect(without.routes.overlay == nil && without.targets.isEmpty)
    }

    @Test("an address that is not allowed any more can be switched off, and keeps its target")
    func noLongerAllowed() throws {
        var access = SettingsAccess()
        access.allowPrivate = [try #require(CIDR("10.0.0.0/8"))]
        let hook = #"{"webhooks":{"start":{"status":true,"url":"http://10.1.2.3/a"}}}"#
        let stored = try settings(hook, access: access)
        let off = try settings(#"{"webhooks":{"start":{"status":false}}}"#, stored: stored)
        #expect(off.hooks[.start] == .init(isEnabled: false, url: "http://10.1.2.3/a"))
        let echoed = try settings(
            #"{"webhooks":{"start":{"status":false,"url":"http://10.1.2.3/a"}}}"#, stored: stored)
        #expect(echoed.hooks == off.hooks)
        // What the call is not about is left alone.
        let other = try settings(
            #"{"webhooks":{"submission":{"status":true,"url":"https://example.com/b"},"#
                + #""auth":{"type":"apikey","apikey":{"key":"X-K","value":"v"}}}}"#,
            stored: stored)
        #expect(other.hooks[.start] == stored.hooks[.start])
        #expect(other.hooks[.submission]?.isEnabled == true)
        let problem = InterviewCallProblem(
            "webhooks.start.url",
            "is no address to send to: 10.1.2.3 is a private address (RFC 1918, RFC 4193)")
        #expect(throws: InterviewCallRefusal.field(problem)) {
            try settings(hook, stored: off)
        }
        // The address guard blocks it with a reason, where people look.
        for entry in [stored, off] {
            var configuration = try configuration()
            #expect(configuration.take([entry], .opened(seal)) == [])
            let target = try #require(configuration.targets["xobin/4217/start"])
            #expect(target.target.connection.allowPrivate == [])
        }
    }

    @Test("a credential is looked at wherever it will go, also where it is not sent yet")
    func credential() throws {
        for status in ["true", "false"] {
            #expect(throws: InterviewCallRefusal.self) {
                try settings(
                    #"{"webhooks":{"auth":{"type":"apikey","status":\#(status),"#
                        + #""apikey":{"key":"X-K","value":"a\r\nb"}}}}"#)
            }
        }
    }

    @Test("events name the revision of the settings that they were planned with")
    func version() throws {
        var configuration = try configuration()
        #expect(configuration.plannedVersion == configuration.version)
        var entry = try settings(Self.basic)
        entry.revision = 12
        _ = configuration.take([entry], .shown)
        #expect(configuration.plannedVersion == configuration.version + "+12")
        let parts = Configuration.parts(ofPlannedVersion: configuration.plannedVersion)
        #expect(parts.version == configuration.version && parts.settingsRevision == 12)
        #expect(Configuration.parts(ofPlannedVersion: "cfg_1").settingsRevision == 0)
    }

    @Test("a header that a request cannot carry is refused, and a key is bound to one source")
    func refused() throws {
        #expect(throws: InterviewCallRefusal.self) {
            try settings(
                #"{"webhooks":{"start":{"status":true,"url":"https://example.com/a"},"#
                    + #""auth":{"type":"apikey","apikey":{"key":"X-K","value":"a\r\nb"}}}}"#)
        }
        let text = """
            version: 1
            sources:
              a: { verify: { scheme: none }, settings: { key: "${K}" } }
              b: { verify: { scheme: none }, settings: { key: ["${J}", "${K}"] } }

            """
        let result = ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: ["K": "same", "J": "other"]), mode: .serve)
        #expect(result.errors.map(\.position.line) == [4], "\(result.errors.map(\.rendered))")
        #expect(try configuration().source(ofSettingsKey: "k") == "xobin")
        #expect(try configuration().source(ofSettingsKey: "K") == nil)
        #expect(try configuration().source(ofSettingsKey: "") == nil)
    }
}
