import ArgumentParser
import Console

struct DeadLetters: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Deliveries that were given up, kept in files.",
        subcommands: [List.self, Show.self, Redrive.self], defaultSubcommand: List.self)

    struct Filter: ParsableArguments {
        @Option(help: "To this target.") var target: String?
        @Option(help: "With this reason code.") var reason: String?
        @Option(help: "Died since this moment, or this span back from now (24h).") var since:
            String?
        @Option(help: "Died before this moment.") var until: String?
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Newest first.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var filter: Filter
        @Option(help: "1 to 500.") var limit: Int?
        @Option(help: "Go on where a page ended (its last line tells).") var before: String?
        @Flag(help: "Print only the ids.") var ids = false

        func run() {
            node.operate { node in
                node.deadLetters(
                    [
                        ("target", filter.target), ("reason", filter.reason),
                        ("since", filter.since), ("until", filter.until),
                        ("limit", limit.map(String.init)), ("before", before),
                    ], idsOnly: ids)
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The whole line: event, attempts, what to do, a curl command.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "dlv_…") var id: String

        func run() {
            node.operate { $0.deadLetter(id) }
        }
    }

    struct Redrive: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send again, with the same webhook-id; repeating it sends nothing twice.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "dlv_… ; or say which with the filters.") var deliveries: [String] = []
        @OptionGroup var filter: Filter
        @Flag(help: "Everything there is.") var all = false
        @Option(help: "Not faster than this (10/s, 100/m).") var rate: String?
        @Option(help: "2 sends once more what was redriven already.") var generation: Int?
        @Option(help: "To this target instead, after a rename.") var to: String?
        @Flag(help: "Only count.") var dryRun = false

        func run() {
            var redrive = Operator.Redrive()
            redrive.deliveries = deliveries
            redrive.target = filter.target
            redrive.reason = filter.reason
            redrive.since = filter.since
            redrive.until = filter.until
            redrive.all = all
            redrive.rate = rate
            redrive.generation = generation
            redrive.to = to
            redrive.dryRun = dryRun
            node.operate { $0.redrive(redrive) }
        }
    }
}
