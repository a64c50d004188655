import ArgumentParser
import Console
import Settings

struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What an edited routes.yaml would change for the events of the last hours.",
        discussion: """
            Every stored event of that time runs through the rules in force and through the edited \
            file. Nothing is stored or sent. Exit code 1 when anything would change.
            """)

    @Argument(help: "The edited file; else --config's default.") var file: String?
    @OptionGroup var node: NodeOptions
    @Option(help: "How far back: a span (24h, 7d) or a moment.") var last = "24h"

    func run() {
        let loaded = ConfigurationLoader.load(
            path: file ?? node.configuration.path, mode: .check)
        node.operate { $0.plan(loaded, since: last) }
    }
}
