import ArgumentParser
import Console

struct Routes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "All routes: the file's, and those of the settings API.")

    @OptionGroup var node: NodeOptions

    func run() {
        node.operate { $0.routes() }
    }
}
