import ArgumentParser
import Console

struct Sources: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Who may send.", subcommands: [Pair.self])

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
