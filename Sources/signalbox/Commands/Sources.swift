import ArgumentParser
import Console

struct Sources: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Who may send, and how each does.",
        subcommands: [List.self, Pair.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All sources with what they sent, and their secrets with their last use.")

        @OptionGroup var node: NodeOptions

        func run() {
            node.operate { $0.sources() }
        }
    }

    struct Pair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the next handshake of a source set its secret, for ten minutes.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "The source's name.") var name: String

        func run() {
            node.operate { $0.pair(source: name) }
        }
    }
}
