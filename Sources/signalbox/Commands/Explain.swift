import ArgumentParser
import Console
import Settings

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Why an event went where it went, or where a message would go.",
        discussion: """
            With --event: a stored event, by the rules that planned it. With --file (or - for \
            standard input): a message that was never sent, by the rules of --config; nothing is \
            stored or sent, and no node is needed.
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: "evt_…") var event: String?
    @Flag(help: "With --event: by the rules in force now.") var current = false
    @Option(help: "A body; - is standard input.") var file: String?
    @Option(help: "With --file: which source it comes to.") var source: String?
    @Option(name: .customLong("header"), help: "With --file: 'Name: value'.")
    var headers: [String] = []

    func validate() throws {
        guard (event == nil) != (file == nil) else {
            throw ValidationError("say --event evt_… or --file body.json")
        }
    }

    func run() {
        if let event {
            node.operate { $0.explain(event: event, withCurrentRules: current) }
        } else if let file {
            Shell.run { () throws(ConsoleError) in
                let sample = try Sample.read(file)
                return try LocalExplanation(
                    ConfigurationLoader.load(path: node.configuration.path, mode: .check),
                    json: node.json
                ).explain(
                    body: sample.body, headers: try HeaderArguments.read(headers), source: source)
            }
        }
    }
}
