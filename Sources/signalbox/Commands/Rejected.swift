import ArgumentParser
import Console

struct Rejected: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What was refused lately, and why; without any values.")

    @OptionGroup var node: NodeOptions
    @Option(help: "Of this source only.") var source: String?
    @Option(help: "How many (50).") var limit: Int?

    func run() {
        node.operate {
            $0.rejected([("source", source), ("limit", limit.map { String($0) })])
        }
    }
}
