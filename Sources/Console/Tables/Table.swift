/// Plain text in aligned columns, two spaces apart, without rules: easy to read, easy to cut.
package struct Table: Sendable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        var title: String
        var alignment: Alignment
        /// Gives way when the terminal is narrow, down to `widthMin`.
        var isFlexible: Bool
        var widthMin: Int

        package init(
            _ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false,
            widthMin: Int = 8
        ) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.widthMin = widthMin
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    package var isEmpty: Bool { rows.isEmpty }

    /// One cell for each column; text from outside may be given as it is.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count)
        rows.append(cells.map { TerminalText.line($0, bytesMax: 1024) })
    }

    /// Lines without trailing spaces, the titles first. With a width, flexible columns are cut so
    /// that lines fit, as far as their minimum allows; without one nothing is cut.
    package func rendered(width: Int?) -> String {
        let widths = self.widths(fitting: width)
        return ([columns.map(\.title)] + rows).map { cells in
            var line = ""
            for (index, cell) in cells.enumerated() {
                let cell = TerminalText.cut(cell, to: widths[index])
                let padding = String(
                    repeating: " ", count: widths[index] - TerminalText.width(cell))
                if index > 0 { line += "  " }
                line += columns[index].alignment == .left ? cell + padding : padding + cell
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private func widths(fitting width: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            ([columns[index].title] + rows.map { $0[index] }).map(TerminalText.width).max() ?? 0
        }
        guard let width else { return widths }
        // The widest flexible column gives first.
        var excess = widths.reduce(2 * (widths.count - 1), +) - width
        while excess > 0 {
            let candidates = columns.indices.filter { index in
                columns[index].isFlexible
                    && widths[index]
                        > max(columns[index].widthMin, TerminalText.width(columns[index].title))
            }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
