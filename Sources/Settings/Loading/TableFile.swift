import Model

/// A CSV file of `tables:`: a key and its value in each line; further columns are for people.
///
/// RFC 4180, with LF or CRLF; a first line `key,value` names the columns, empty lines and lines
/// that begin with `#` count for nothing.
struct TableFile {
    let reading: Reading
    /// Nil: it could not be read, or is no text; `reading` knows why.
    private let text: String?

    /// A file that could not be read.
    init(reading: Reading) {
        self.reading = reading
        text = nil
    }

    init(_ file: ConfigurationFile, _ reading: Reading) {
        self.reading = reading
        let hasMark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        text = String(validating: file.bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self)
        if text == nil { reading.error(.notUTF8, at: .start, "the file is not UTF-8 text") }
    }

    /// By position, each with its line: a table holds no secrets.
    var diagnostics: [Diagnostic] { reading.diagnostics(text: text, root: Self.nothing) }

    private static let nothing = YAMLNode(
        content: .mapping([]), position: .start, owner: .start)

    /// Its rows; reports lines that are none, and keys that stand twice.
    func rows() -> [TableDraft.Row] {
        var rows: [TableDraft.Row] = []
        var lines: [String: Int] = [:]
        var number = 0
        for line in (text ?? "").split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            number += 1
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let cells = cells(line, number) else { continue }
            if rows.isEmpty, lines.isEmpty, cells.map(\.value) == ["key", "value"] { continue }
            let (key, value) = (cells[0], cells[1])
            if let first = lines.updateValue(number, forKey: key.value) {
                reading.error(
                    .duplicateKey, at: key.position,
                    "'\(Excerpt.clean(key.value))' stands in line \(first) already")
                continue
            }
            rows.append(TableDraft.Row(key: key.value, value: value))
        }
        return rows
    }

    /// The first two cells of a line; nil when there are none such: that is reported.
    private func cells(_ line: Substring, _ number: Int) -> [Placed<String>]? {
        var cells: [Placed<String>] = []
        var rest = line.unicodeScalars[...]
        while cells.count < 2 {
            let column =
                line.unicodeScalars.distance(
                    from: line.startIndex, to: rest.startIndex) + 1
            let position = Position(line: number, column: column)
            guard let cell = Self.cell(&rest) else {
                reading.error(
                    .invalidValue, at: position, "a quoted text does not end on its line",
                    hint: "quotes within quotes are doubled: \"\"")
                return nil
            }
            cells.append(Placed(value: cell, position: position))
            guard rest.first == "," else { break }
            rest.removeFirst()
        }
        guard cells.count == 2, !cells[0].value.isEmpty, !cells[1].value.isEmpty else {
            reading.error(
                .invalidValue, at: Position(line: number, column: 1),
                "expected a key, a comma and a value, such as xobin/4217,C0BACKEND")
            return nil
        }
        return cells
    }

    /// Takes one cell; nil when its quotes do not end.
    private static func cell(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var text = String.UnicodeScalarView()
        if rest.first == "\"" {
            rest.removeFirst()
            while let scalar = rest.popFirst() {
                guard scalar == "\"" else {
                    text.append(scalar)
                    continue
                }
                guard rest.first == "\"" else { return String(text) }
                text.append(rest.removeFirst())
            }
            return nil
        }
        while let scalar = rest.first, scalar != "," {
            text.append(scalar)
            rest.removeFirst()
        }
        let trimmed = String(text).drop { $0 == " " }
        return String(trimmed.reversed().drop { $0 == " " }.reversed())
    }
}
