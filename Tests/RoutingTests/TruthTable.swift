import Foundation
import Testing

/// The truth table of docs/routing.md, as published.
struct TruthTable {
    enum Answer: Character, Sendable {
        case holds = "✓"
        case fails = "·"
        /// Does not hold, and warns.
        case warns = "!"
    }

    struct Row: Sendable, CustomTestStringConvertible {
        /// JSON, as behind a path of a `where`.
        let condition: String
        let answers: [Answer]

        var testDescription: String { condition }
    }

    /// Values as JSON; nil: nothing stands there.
    let found: [String?]
    let rows: [Row]

    /// Reads the first table below the heading. A cell that is none of the three signs ends its
    /// row early, which the count of its answers shows.
    static let published: TruthTable = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/routing.md")
        let page = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let section = page.components(separatedBy: "## Truth table\n").dropFirst().first ?? ""
        let lines = section.split(separator: "\n").drop { !$0.hasPrefix("|") }
            .prefix { $0.hasPrefix("|") }
        var tables = lines.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        guard tables.count > 2 else { return TruthTable(found: [], rows: []) }
        let head = tables.removeFirst()
        tables.removeFirst()
        func code(_ cell: String) -> String { String(cell.dropFirst().dropLast()) }
        return TruthTable(
            found: head.dropFirst().map { $0 == "missing" ? nil : code($0) },
            rows: tables.map { cells in
                Row(
                    condition: code(cells[0]),
                    answers: cells.dropFirst().prefix { $0.count == 1 }
                        .compactMap { $0.first.flatMap(Answer.init) })
            })
    }()
}
