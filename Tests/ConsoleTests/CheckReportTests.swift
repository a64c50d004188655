import Model
import Settings
import Testing

@testable import Console

@Suite("What check says")
struct CheckReportTests {
    private func report(_ yaml: String, secrets: [String: String] = ["TOKEN": "t0ken"])
        -> CheckReport
    {
        CheckReport(
            ConfigurationLoader.load(
                bytes: Array(yaml.utf8), file: "routes.yaml",
                resolver: SecretResolver(environment: secrets), mode: .check))
    }

    private let sample = """
        version: 1
        sources:
          vendor:
            type: /kind
            verify: { scheme: bearer, secret: "${TOKEN}" }
        targets:
          audit: { kind: http, url: "https://audit.example/hooks" }
        routes:
          - { name: everything, match: all, to: [audit] }

        """

    @Test("a good file is counted in one line")
    func good() throws {
        let report = report(sample)
        #expect(report.exitCode == .fine)
        #expect(report.text.hasPrefix("cfg_"))
        #expect(report.text.hasSuffix(": 1 source, 1 target, 1 route\n"))
        let json = try JSONDocument(report.json).root
        #expect(json.member("ok")?.bool == true)
        #expect(json.value(at: ["sources", "0", "verify"])?.string == "bearer")
        #expect(json.value(at: ["targets", "0", "kind"])?.string == "http")
        #expect(json.member("routes")?.number?.int64 == 1)
    }

    @Test("a file with an error shows where it is, and exits with 1")
    func bad() throws {
        let report = report(sample + "  - { name: more, match: all, to: [audti] }\n")
        #expect(report.exitCode == .found)
        #expect(report.text.contains("routes.yaml:10:"))
        #expect(report.text.contains("audti"))
        #expect(report.text.hasSuffix("1 error\n") || report.text.contains("1 error, "))
        let json = try JSONDocument(report.json).root
        #expect(json.member("ok")?.bool == false)
        #expect(json.value(at: ["diagnostics", "0", "line"])?.number?.int64 == 10)
        #expect(json.member("configuration") == nil)
    }

    @Test("secrets that are not set are named, and are no error here")
    func unset() {
        let report = report(sample, secrets: [:])
        #expect(report.exitCode == .fine)
        #expect(report.text.contains("not set: TOKEN\n"))
    }
}
