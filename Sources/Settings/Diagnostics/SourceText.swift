/// The text of a file by lines, as libyaml counts them: LF, CR LF, CR, NEL, LS and PS end a line.
struct SourceText {
    private let text: String
    private let lineStarts: [String.Index]

    init(_ text: String) {
        self.text = text
        lineStarts = Self.starts(text)
    }

    /// At least 1: an empty text has one empty line.
    var lineCount: Int { lineStarts.count }

    /// The line without its end; nil when there is none of that number.
    func line(_ number: Int) -> Substring.UnicodeScalarView? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let scalars = text.unicodeScalars
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] : scalars.endIndex
        var line = scalars[start..<end]
        while let last = line.last, Self.isBreak(last) { line.removeLast() }
        return line
    }

    static func index(of place: Position, in text: String) -> String.Index? {
        let starts = starts(text)
        guard place.line >= 1, place.line <= starts.count else { return nil }
        let scalars = text.unicodeScalars
        guard
            let index = scalars.index(
                starts[place.line - 1], offsetBy: place.column - 1, limitedBy: scalars.endIndex),
            index < scalars.endIndex
        else { return nil }
        return index
    }

    /// The place of the character (grapheme cluster) at `offset`, as the library counts them.
    static func position(ofCharacter offset: Int, in text: String) -> Position {
        let before = String(text.prefix(offset))
        let starts = starts(before)
        let last = starts[starts.count - 1]
        let column = before.unicodeScalars.distance(from: last, to: before.endIndex)
        return Position(line: starts.count, column: column + 1)
    }

    private static func starts(_ text: String) -> [String.Index] {
        let scalars = text.unicodeScalars
        var starts = [scalars.startIndex]
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" { continue }
            if isBreak(scalar) { starts.append(index) }
        }
        return starts
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
