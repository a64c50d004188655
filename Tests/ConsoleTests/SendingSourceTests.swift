import Settings
import Testing
import Verification

@testable import Console

@Suite("The source that send takes")
struct SendingSourceTests {
    private func loaded(_ environment: [String: String]) -> LoadResult {
        let text = """
            version: 1
            sources:
              a: { verify: { scheme: bearer, secrets: ["${NEW}", "${OLD}"] } }
              b: { verify: { scheme: bearer, secret: "${OTHER}" } }
            targets: { t: { kind: slack, url: "${SLACK}" } }
            routes: [{ name: r, match: all, to: [t] }]
            """
        return ConfigurationLoader.load(
            bytes: Array(text.utf8), file: "routes.yaml",
            resolver: SecretResolver(environment: environment), mode: .check)
    }

    @Test("secrets that are not set are named, and nothing is signed with a placeholder")
    func unset() throws {
        let error = #expect(throws: ConsoleError.self) {
            try Sender.source("a", of: loaded(["NEW": "x", "OTHER": "y"]), file: "routes.yaml")
        }
        #expect(error?.exitCode == .found)
        let text = try #require(error?.description)
        #expect(text.contains("OLD"))
        for other in ["NEW", "OTHER", "SLACK"] { #expect(!text.contains(other), "\(text)") }
    }

    @Test("secrets of other sources and of targets are not asked for")
    func others() throws {
        let source = try Sender.source("b", of: loaded(["OTHER": "y"]), file: "routes.yaml")
        #expect(source.name == "b")
    }

    @Test("a source that is not there is wrong usage, with those that are")
    func unknown() {
        let error = #expect(throws: ConsoleError.self) {
            try Sender.source("c", of: loaded([:]), file: "routes.yaml")
        }
        #expect(error?.exitCode == .usage)
        #expect(error?.description.contains("a, b") == true)
    }
}
