import ArgumentParser
import Console

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What came in.", subcommands: [List.self, Show.self], defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Newest first.")

        @OptionGroup var node: NodeOptions
        @Option var source: String?
        @Option var type: String?
        @Option var interview: String?
        @Option(name: .customLong("run")) var runID: String?
        @Option(help: "A moment (2026-01-05T10:00:00Z) or a span back from now (24h).")
        var since: String?
        @Flag(help: "Only those that no route took.") var unrouted = false
        @Option(help: "1 to 500.") var limit: Int?
        @Option(help: "Go on before this event.") var before: String?
        @Flag(help: "Print only the ids.") var ids = false

        func run() {
            node.operate { node in
                node.events(
                    [
                        ("source", source), ("type", type), ("interview", interview),
                        ("run", runID), ("since", since), ("unrouted", unrouted ? "true" : nil),
                        ("limit", limit.map(String.init)), ("before", before),
                    ], idsOnly: ids)
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One event: what it says, which rules took it and why, its deliveries.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "evt_…") var id: String

        func run() {
            node.operate { $0.event(id) }
        }
    }
}
