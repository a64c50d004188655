/// Two texts line by line, as `diff -u` shows them: for short files such as rules.
struct LineDifference {
    private let old: [Substring]
    private let new: [Substring]
    private static let context = 3

    init(_ old: String, _ new: String) {
        self.old = old.split(separator: "\n", omittingEmptySubsequences: false)
        self.new = new.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private enum Line {
        case same(Substring)
        case removed(Substring)
        case added(Substring)

        var isSame: Bool { if case .same = self { true } else { false } }

        var text: String {
            switch self {
            case .same(let text): " \(text)"
            case .removed(let text): "-\(text)"
            case .added(let text): "+\(text)"
            }
        }
    }

    /// Changed lines with three around them; empty when there is no difference.
    var text: String {
        let lines = lines()
        var isShown = [Bool](repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() where !line.isSame {
            let first = max(0, index - Self.context)
            for near in first...min(lines.count - 1, index + Self.context) { isShown[near] = true }
        }
        var text = ""
        var isGap = false
        for (line, isShown) in zip(lines, isShown) {
            if isShown {
                if isGap { text += "@@\n" }
                text += line.text + "\n"
            }
            isGap = !isShown
        }
        return text
    }

    private func lines() -> [Line] {
        // The standard library's difference is Myers' algorithm.
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append(.removed(old[i]))
                i += 1
            } else if j < new.count, added.contains(j) {
                lines.append(.added(new[j]))
                j += 1
            } else {
                lines.append(.same(old[i]))
                i += 1
                j += 1
            }
        }
        return lines
    }
}
