import ArgumentParser
import Console

struct Configurations: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Which rules were in force, and what they said.",
        subcommands: [History.self, Show.self, Diff.self], defaultSubcommand: History.self)

    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Newest first.")

        @OptionGroup var node: NodeOptions
        @Option(help: "1 to 500.") var limit: Int?

        func run() {
            node.operate { $0.configurations(limit: limit) }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The files as they were.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "cfg_…, or `current`.") var version = "current"

        func run() {
            node.operate { $0.configuration(version) }
        }
    }

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What changed from one to another; exit code 1 when anything did.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "cfg_…") var from: String
        @Argument(help: "cfg_…, or `current`.") var to = "current"

        func run() {
            node.operate { $0.difference(from: from, to: to) }
        }
    }
}
