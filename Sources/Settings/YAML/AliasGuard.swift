/// Finds aliases inside keys before the library does.
///
/// The library compares the keys of a mapping by their whole content. A key that holds aliases of
/// aliases of aliases costs it exponential time, and nothing in its interface bounds that. Such
/// keys mean nothing here, so the text is refused when it may have one: when an alias, or a bracket
/// that closes behind it, stands before a `:` on its line, or when `?` begins a key in a file that
/// uses aliases at all. Text in quotes and blocks may look like that too, but hardly with the name
/// of an anchor of the same file.
enum AliasGuard {
    /// The place of a key that may hold an alias.
    static func find(in text: String) -> Position? {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*"))
        else { return nil }
        let source = SourceText(text)
        let lines = (1...source.lineCount).map {
            Array(source.line($0) ?? Substring().unicodeScalars)
        }
        let anchors = Set(lines.flatMap { names(after: "&", in: $0).map(\.name) })
        guard !anchors.isEmpty else { return nil }
        var explicitKey: Position?
        var usesAliases = false
        for (number, line) in lines.enumerated() {
            let aliases = names(after: "*", in: line).filter { anchors.contains($0.name) }
            usesAliases = usesAliases || !aliases.isEmpty
            let lastKeyEnd = aliases.isEmpty ? nil : lastClosedKeyEnd(line)
            for alias in aliases
            where alias.end <= lastKeyEnd ?? -1 || isKeyEnd(line, after: alias.end) {
                return Position(line: number + 1, column: alias.start + 1)
            }
            if explicitKey == nil, let column = explicitKeyColumn(line) {
                explicitKey = Position(line: number + 1, column: column + 1)
            }
        }
        return usesAliases ? explicitKey : nil
    }

    /// False only where no alias has an anchor: no name stands behind both a `&` and a `*`, be that
    /// in a value, a text or a comment. `R&D` and `session.*` do not.
    static func mayUseAliases(_ bytes: [UInt8]) -> Bool {
        let aliases = names(after: UInt8(ascii: "*"), in: bytes)
        return !aliases.isEmpty
            && !aliases.isDisjoint(with: names(after: UInt8(ascii: "&"), in: bytes))
    }

    /// Of the characters that the library takes in such names; its macro is `IS_ALPHA`.
    private static func names(after mark: UInt8, in bytes: [UInt8]) -> Set<ArraySlice<UInt8>> {
        var found: Set<ArraySlice<UInt8>> = []
        for (index, byte) in bytes.enumerated() where byte == mark {
            let name = bytes[(index + 1)...].prefix { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
            if !name.isEmpty { found.insert(name) }
        }
        return found
    }

    private struct Name {
        var name: [Unicode.Scalar]
        var start: Int
        var end: Int
    }

    /// `&name` or `*name` where a value may begin; behind a key in quotes, right after its `:`.
    private static func names(
        after mark: Unicode.Scalar, in line: [Unicode.Scalar]
    ) -> [Name] {
        var found: [Name] = []
        for (start, scalar) in line.enumerated() where scalar == mark {
            guard start == 0 || " \t[{,?:".unicodeScalars.contains(line[start - 1]) else {
                continue
            }
            let name = line[(start + 1)...].prefix { scalar in
                scalar.properties.isAlphabetic || scalar == "-" || scalar == "_"
                    || ("0"..."9").contains(scalar)
            }
            if !name.isEmpty {
                found.append(Name(name: Array(name), start: start, end: start + 1 + name.count))
            }
        }
        return found
    }

    /// Where the last key that ends in a bracket is followed by its `:`.
    private static func lastClosedKeyEnd(_ line: [Unicode.Scalar]) -> Int? {
        var last: Int?
        var bracket: Int?
        for (index, scalar) in line.enumerated() {
            switch scalar {
            case " ", "\t": continue
            case "]", "}": bracket = index
            case ":" where bracket != nil && isKeyEnd(line, after: index):
                last = index
                bracket = nil
            default: bracket = nil
            }
        }
        return last
    }

    /// Whether the next thing on the line is a `:` that ends a key.
    private static func isKeyEnd(_ line: [Unicode.Scalar], after start: Int) -> Bool {
        guard let colon = line[start...].firstIndex(where: { $0 != " " && $0 != "\t" }),
            line[colon] == ":"
        else { return false }
        return colon + 1 == line.count || " \t,]}".unicodeScalars.contains(line[colon + 1])
    }

    /// `? ` where a key may begin.
    private static func explicitKeyColumn(_ line: [Unicode.Scalar]) -> Int? {
        line.indices.first { index in
            guard line[index] == "?",
                index + 1 == line.count || " \t".unicodeScalars.contains(line[index + 1])
            else { return false }
            guard let before = line[..<index].last(where: { $0 != " " && $0 != "\t" }) else {
                return true
            }
            return "-{,[?:".unicodeScalars.contains(before)
        }
    }
}
