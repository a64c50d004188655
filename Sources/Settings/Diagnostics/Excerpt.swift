/// One line of a file as a diagnostic shows it: clipped, without control characters, with secrets
/// masked, and what to print before the caret.
package struct Excerpt: Equatable, Sendable {
    package var text: String
    /// As wide as what stands before the problem, tabs kept.
    package var padding: String

    /// Characters shown on either side of the problem.
    private static let sideMax = 100
    private static let mask = "•••"

    /// `hidden`: columns, from 1, of text that must not be seen; they do not overlap.
    init(_ line: Substring.UnicodeScalarView, column: Int, hidden: [Range<Int>]) {
        var text: [Unicode.Scalar] = []
        var caret = 0
        var number = 0
        var masks = hidden.sorted { $0.lowerBound < $1.lowerBound }[...]
        for scalar in line {
            number += 1
            if number == column { caret = text.count }
            while let first = masks.first, number >= first.upperBound { masks.removeFirst() }
            if let first = masks.first, first.contains(number) {
                if number == first.lowerBound { text += Array(Self.mask.unicodeScalars) }
            } else {
                text.append(Self.clean(scalar))
            }
        }
        if column > number { caret = text.count + (column - number - 1) }
        let start = max(0, caret - Self.sideMax)
        let end = min(text.count, caret + Self.sideMax)
        let shown = start < end ? text[start..<end] : []
        let before = shown.prefix(caret - start)
        let lead = start > 0 ? "…" : ""
        self.text = lead + String.from(shown) + (end < text.count ? "…" : "")
        padding =
            String(repeating: " ", count: lead.unicodeScalars.count)
            + String.from(before.map { $0 == "\t" ? "\t" : " " })
            + String(repeating: " ", count: caret - start - before.count)
    }

    /// Without control characters, which could move a terminal's cursor.
    static func clean(_ text: String) -> String {
        String.from(text.unicodeScalars.map { $0 == "\t" ? " " : clean($0) })
    }

    private static func clean(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            scalar == "\t" ? "\t" : "\u{FFFD}"
        default: scalar
        }
    }
}

extension String {
    fileprivate static func from(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
