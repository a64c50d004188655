import ArgumentParser
import Console

struct Targets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Where it goes, and how each does.",
        subcommands: [List.self, Pause.self, Resume.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All targets with their state.")

        @OptionGroup var node: NodeOptions

        func run() {
            node.operate { $0.targets() }
        }
    }

    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop sending to a target; its queue is kept.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "The target's name.") var name: String
        @Option(help: "Why; shown with the target.") var reason: String?

        func run() {
            node.operate { $0.pause(target: name, reason: reason) }
        }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send again to a target that is paused, blocked or probing.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "The target's name.") var name: String
        @Option(help: "Not faster than this (10/s, 100/m) until what waited is gone.")
        var rate: String?
        @Option(help: "Call off what is older (2h, or a time) instead of sending it.")
        var dropOlderThan: String?

        func run() {
            node.operate {
                $0.resume(target: name, rate: rate, dropOlderThan: dropOlderThan)
            }
        }
    }
}
