/// Where in a file secrets are written out, so that no diagnostic quotes them.
///
/// The values under sensitive keys; in a file that could not be parsed, whatever follows something
/// that looks like such a key.
struct HiddenText {
    /// Columns by line; to the end of the line when the value goes on below.
    private var columns: [Int: [Range<Int>]] = [:]

    private let isParsed: Bool

    /// `roots`: everything that was parsed; nil when nothing was.
    init(roots: [YAMLNode]?, source: SourceText) {
        isParsed = roots != nil
        for root in roots ?? [] { collect(root, source) }
    }

    /// What of this line must not be seen, without overlaps.
    func columns(_ number: Int, _ line: Substring.UnicodeScalarView) -> [Range<Int>] {
        var hidden = columns[number] ?? []
        if !isParsed { hidden += Self.afterSensitiveKeys(line) }
        hidden.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        var merged: [Range<Int>] = []
        for range in hidden {
            if let last = merged.last, range.lowerBound < last.upperBound {
                merged[merged.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    private mutating func collect(_ node: YAMLNode, _ source: SourceText) {
        switch node.content {
        case .list(let items): for item in items { collect(item, source) }
        case .mapping(let entries): for entry in entries { collect(entry.value, source) }
        case .scalar(let scalar):
            guard !scalar.text.isEmpty else { return }
            guard node.isSensitive, !ReferenceTemplate.isOnlyReferences(scalar.text) else { return }
            hide(scalar, node.position, source)
        }
    }

    private mutating func hide(
        _ scalar: YAMLScalar, _ position: Position, _ source: SourceText
    ) {
        guard let line = source.line(position.line) else { return }
        let rest = Array(line.dropFirst(position.column - 1))
        let text = Array(scalar.text.unicodeScalars)
        let quote = rest.first == "\"" || rest.first == "'" ? 1 : 0
        if rest.dropFirst(quote).starts(with: text) {
            let start = position.column + quote
            columns[position.line, default: []].append(start..<start + text.count)
        } else {
            // Folded, a block, or with escapes: everything from here on, over as many lines as it
            // can take.
            columns[position.line, default: []].append(position.column..<Int.max)
            let breaks = text.count { $0 == "\n" } + text.count { $0 == " " }
            for below in stride(from: 1, through: min(breaks + 1, 200), by: 1) {
                columns[position.line + below, default: []].append(1..<Int.max)
            }
        }
    }

    private static func afterSensitiveKeys(_ line: Substring.UnicodeScalarView) -> [Range<Int>] {
        let scalars = Array(line)
        var hidden: [Range<Int>] = []
        var wordStart: Int?
        for (index, scalar) in scalars.enumerated() {
            if scalar.properties.isAlphabetic || scalar == "_" || scalar == "-" {
                wordStart = wordStart ?? index
                continue
            }
            defer { wordStart = nil }
            guard scalar == ":", let start = wordStart else { continue }
            var word = String.UnicodeScalarView()
            word.append(contentsOf: scalars[start..<index])
            guard SensitiveName.matches(String(word)) else { continue }
            var value = index + 1
            while value < scalars.count, " \t\"'[{&|>-".unicodeScalars.contains(scalars[value]) {
                value += 1
            }
            var end = value
            while end < scalars.count, !",\"'}]".unicodeScalars.contains(scalars[end]) { end += 1 }
            let isReference =
                value + 1 < scalars.count && scalars[value] == "$" && scalars[value + 1] == "{"
            if value < end, !isReference { hidden.append(value + 1..<end + 1) }
        }
        return hidden
    }
}
