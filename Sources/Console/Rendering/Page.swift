/// Builds a text of sections: names and values in two columns, tables, blocks.
struct Page {
    private(set) var text = ""

    mutating func line(_ line: String) { text += TerminalText.line(line) + "\n" }

    /// Names padded to the longest; what is empty is left out.
    mutating func values(_ values: [(String, String)], indent: Int = 2) {
        let shown = values.filter { !$0.1.isEmpty }
        let width = shown.map { TerminalText.width(TerminalText.line($0.0)) }.max() ?? 0
        for (name, value) in shown {
            let name = TerminalText.line(name)
            text += String(repeating: " ", count: indent) + name
            text += String(repeating: " ", count: width - TerminalText.width(name) + 2)
            text += TerminalText.line(value) + "\n"
        }
    }

    mutating func title(_ title: String) { text += "\n" + title + "\n" }

    mutating func table(_ table: Table, width: Int?, indent: Int = 2) {
        block(table.rendered(width: width.map { max(20, $0 - indent) }), indent: indent)
    }

    /// Lines of text, which are made fit for a terminal.
    mutating func block(_ block: String, indent: Int = 2) {
        let lines = TerminalText.lines(block).split(
            separator: "\n", omittingEmptySubsequences: false)
        for line in lines.last == "" ? lines.dropLast() : lines[...] {
            text += (line.isEmpty ? "" : String(repeating: " ", count: indent)) + line + "\n"
        }
    }
}
