import Model

/// The one long list of a large file, `routes`, cut into parts that are YAML each, so that several
/// threads can read them.
///
/// A guess at how the text is laid out: cut within quotes or brackets, a part is no YAML, and
/// within a block no line stands as far left as an item. Whoever reads the parts therefore takes
/// them only when there is nothing to say of any.
struct LongList {
    struct Part: Sendable {
        var text: String
        /// Lines of the file before it.
        var linesBefore: Int
    }

    let parts: [Part]
    /// The file with empty lines where the list's items stand.
    let rest: String
    /// The line of its key.
    let line: Int
    /// Where its first item begins.
    let position: Position

    /// Nil: there is no such list, or the text is laid out otherwise.
    init?(_ key: String, in text: String, parts count: Int) {
        let bytes = Array(text.utf8)
        // Other line breaks, anchors with aliases: for who reads the file as a whole.
        guard !bytes.contains(UInt8(ascii: "\r")), !Self.hasUnicodeBreak(bytes),
            !AliasGuard.mayUseAliases(bytes)
        else { return nil }
        var lines = Lines(bytes)
        guard let list = lines.find(Array("\(key):".utf8)), let first = lines.firstItem() else {
            return nil
        }
        line = list
        position = Position(line: first.line, column: first.indent + 1)
        let size = (bytes.count - first.start + count - 1) / count
        var cuts = [first]
        var end = Lines.Line(start: bytes.count, line: lines.number, indent: 0)
        var isOpen = true
        while isOpen, let next = lines.next() {
            if lines.isItem(next), next.indent == first.indent {
                if next.start - cuts[cuts.count - 1].start >= size { cuts.append(next) }
            } else if next.indent == 0 {
                end = next
                isOpen = false
            } else if next.indent <= first.indent {
                return nil
            }
        }
        if isOpen { end.line = lines.number }
        let ends = cuts.dropFirst() + [end]
        parts = zip(cuts, ends).map { cut, end in
            Part(
                text: String(decoding: bytes[cut.start..<end.start], as: UTF8.self),
                linesBefore: cut.line - 1)
        }
        let gap = [UInt8](repeating: UInt8(ascii: "\n"), count: end.line - first.line)
        rest = String(decoding: bytes[..<first.start] + gap + bytes[end.start...], as: UTF8.self)
    }

    /// NEL, LS and PS end a line as well.
    private static func hasUnicodeBreak(_ bytes: [UInt8]) -> Bool {
        bytes.indices.contains { index in
            switch bytes[index] {
            case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0x85
            case 0xE2:
                index + 2 < bytes.count && bytes[index + 1] == 0x80
                    && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9)
            default: false
            }
        }
    }

    /// Goes through a text's lines, from 1, but for empty ones and comments.
    private struct Lines {
        struct Line {
            var start: Int
            var line: Int
            var indent: Int
        }

        private let bytes: [UInt8]
        private var index = 0
        /// Of the line that begins at `index`.
        private(set) var number = 1

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> Line? {
            while index < bytes.count {
                let line = Line(start: index, line: number, indent: 0)
                var place = index
                while place < bytes.count, bytes[place] == UInt8(ascii: " ") { place += 1 }
                let content = place
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
                index = min(bytes.count, place + 1)
                number += 1
                guard content < place, bytes[content] != UInt8(ascii: "#") else { continue }
                return Line(start: line.start, line: line.line, indent: content - line.start)
            }
            return nil
        }

        /// The number of the one line that is `key` and nothing else but a comment.
        mutating func find(_ key: [UInt8]) -> Int? {
            while let line = next() {
                guard line.indent == 0, bytes[line.start...].starts(with: key) else { continue }
                let rest = bytes[(line.start + key.count)...]
                guard let end = rest.firstIndex(where: { $0 != UInt8(ascii: " ") }),
                    bytes[end] == UInt8(ascii: "\n")
                        || bytes[end] == UInt8(ascii: "#") && end > rest.startIndex
                else { return nil }
                return line.line
            }
            return nil
        }

        mutating func firstItem() -> Line? {
            guard let line = next(), isItem(line) else { return nil }
            return line
        }

        func isItem(_ line: Line) -> Bool {
            let dash = line.start + line.indent
            return bytes[dash] == UInt8(ascii: "-") && dash + 1 < bytes.count
                && (bytes[dash + 1] == UInt8(ascii: " ") || bytes[dash + 1] == UInt8(ascii: "\n"))
        }
    }
}
