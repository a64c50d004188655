import ArgumentParser
import Console
import Settings

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema of routes.yaml, for editors.",
        discussion: """
            An editor with the YAML language server completes and checks a file that begins with \
            `# yaml-language-server: $schema=routes.schema.json`.
            """)

    @Flag(help: "Of a file that another one includes.") var included = false

    func run() {
        StandardOutput.write(SchemaText.text(isIncluded: included))
    }
}
