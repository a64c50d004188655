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

    @Flag(help: "Print JSON, for programs.")
    var json = false

    func run() {
        let report = CheckReport(
            ConfigurationLoader.load(path: file ?? rules.path, mode: .check(secrets: secrets)))
        StandardOutput.write(
            json ? String(decoding: report.json, as: UTF8.self) + "\n" : report.text)
        Shell.finish(report.exitCode)
    }
}
