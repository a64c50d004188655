import ArgumentParser
import Console

struct Presets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Vendors whose events are known, and what a preset stands for.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All presets.")

        @Flag(help: "Print JSON, for programs.") var json = false

        func run() {
            let presets = PresetText()
            StandardOutput.write(json ? presets.listJSON : presets.list(width: Terminal.width))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The routes.yaml that a preset stands for.")

        @Argument(help: "The preset's name.") var name: String
        @Flag(help: "Print JSON, for programs.") var json = false

        func run() {
            Shell.run { () throws(ConsoleError) in
                let presets = PresetText()
                StandardOutput.write(try json ? presets.json(name) : presets.yaml(name))
                return .fine
            }
        }
    }
}
