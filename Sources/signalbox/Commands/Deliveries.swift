import ArgumentParser
import Console

struct Deliveries: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What goes out.", subcommands: [List.self, Show.self, Resend.self, Cancel.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Newest first.")

        @OptionGroup var node: NodeOptions
        @Option(help: "Of this event.") var event: String?
        @Option(help: "To this target.") var target: String?
        @Option(
            help: "pending, leased, delivered, burying, dead or cancelled; several with commas.")
        var state: String?
        @Flag(help: "Only those that wait for a person (after_ambiguous: wait).")
        var forPerson = false
        @Option(help: "1 to 500.") var limit: Int?
        @Option(help: "Go on before this delivery.") var before: String?
        @Flag(help: "Print only the ids.") var ids = false

        func run() {
            node.operate { node in
                node.deliveries(
                    [
                        ("event", event), ("target", target), ("state", state),
                        ("waits_for_person", forPerson ? "true" : nil),
                        ("limit", limit.map(String.init)), ("before", before),
                    ], idsOnly: ids)
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One delivery with each of its failed attempts.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "dlv_…") var id: String

        func run() {
            node.operate { $0.delivery(id) }
        }
    }

    struct Resend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a delivery that waits for a person (after_ambiguous: wait).")

        @OptionGroup var node: NodeOptions
        @Argument(help: "dlv_…") var id: String

        func run() {
            node.operate { $0.resend(delivery: id) }
        }
    }

    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call off a delivery that waits.")

        @OptionGroup var node: NodeOptions
        @Argument(help: "dlv_…") var id: String
        @Option(help: "Why; kept with the delivery.") var reason: String?

        func run() {
            node.operate { $0.cancel(delivery: id, reason: reason) }
        }
    }
}
