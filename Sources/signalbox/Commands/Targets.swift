import ArgumentParser
import Console
import Model
import Settings

struct Targets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Where it goes, and how each does.",
        subcommands: [List.self, Pause.self, Resume.self, Preview.self, Test.self, Kinds.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All targets with their state.")

        @OptionGroup var node: NodeOptions

        func run() {
            node.operate { $0.targets() }
        }
    }

    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The kinds of targets, or one with its keys and what its answers mean.",
            discussion: "Those that the rules of --config declare are listed too.")

        @OptionGroup var configuration: ConfigurationOption
        @Argument(help: "The kind's name.") var name: String?

        func run() {
            Shell.run { () throws(ConsoleError) in
                let loaded = ConfigurationLoader.load(path: configuration.path, mode: .check)
                return try KindText.show(name, own: loaded.configuration?.kinds ?? [])
            }
        }
    }

    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The request that a message would become; nothing is sent.",
            discussion:
                "By the rules of --config, no node is needed. Without --file: of a test message.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "The target's name.") var name: String
        @Option(help: "A body; - is standard input.") var file: String?
        @Option(help: "With --file: which source it comes to.") var source: String?
        @Option(name: .customLong("header"), help: "With --file: 'Name: value'.")
        var headers: [String] = []
        @Option(help: "Where inside the target: a channel.") var destination: String?

        func run() {
            Shell.run { () throws(ConsoleError) in
                let sample = try file.map { path throws(ConsoleError) in try Sample.read(path) }
                return try LocalPreview(
                    ConfigurationLoader.load(path: node.configuration.path, mode: .check),
                    json: node.json
                ).show(
                    target: name, destination: destination, body: sample?.body,
                    headers: try HeaderArguments.read(headers), source: source)
            }
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a marked test message through the running node.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "The target's name.") var name: String
        @Option(help: "Where inside the target: a channel.") var destination: String?
        @Option(help: "Whose record a note is put on.") var candidate: String?

        func run() {
            node.operate {
                $0.test(
                    target: name, destination: destination, candidate: candidate,
                    timeout: .seconds(30))
            }
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
