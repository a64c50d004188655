import ArgumentParser
import Console
import Settings

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say everything that is wrong with a routes.yaml, or what is in it.")

    @Argument(help: "The file; else --config's default.")
    var file: String?

    @OptionGroup var rules: ConfigurationOption

    @Flag(help: "Missing secrets are errors, as for serve.")
    var secrets = false

    @Option(
        help: """
            Also hold it against this data directory's store: targets that go while something \
            waits for them, and places that no stored event has.
            """)
    var data: String?

    @Option(help: "With --data: how far back, a span (24h, 7d) or a moment.")
    var last = "7d"

    @Flag(help: "Print JSON, for programs.")
    var json = false

    func run() {
        Shell.run { () throws(ConsoleError) in
            let result = ConfigurationLoader.load(
                path: file ?? rules.path, mode: .check(secrets: secrets))
            let report = CheckReport(result, try findings(result.configuration))
            StandardOutput.write(
                json ? String(decoding: report.json, as: UTF8.self) + "\n" : report.text)
            return report.exitCode
        }
    }

    private func findings(_ configuration: Configuration?) throws(ConsoleError) -> StoreFindings? {
        guard let data, let configuration else { return nil }
        let node = try NodeOptions.open(data: data, configuration: rules.path)
        defer { node.close() }
        do {
            return try Operator(node: node, json: json).findings(configuration, since: last)
        } catch {
            throw .failed("\(error)")
        }
    }
}
