/// Finds the name somebody most likely meant.
package enum NearestName {
    /// The nearest of `candidates`; nil when none is near enough to be a misspelling.
    package static func find(_ name: String, in candidates: [String]) -> String? {
        let wanted = name.lowercased()
        // A third of the letters may be wrong, and one in short names.
        let worst = max(1, wanted.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            guard abs(candidate.count - wanted.count) <= worst else { continue }
            let distance = distance(wanted, candidate.lowercased())
            if distance <= worst, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name ?? candidates.first { isNear($0.lowercased(), wanted) }
    }

    /// The same word with another ending: `retries` for `retry`.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        let common = zip(left, right).prefix { $0 == $1 }.count
        return common >= 4 && left != right && abs(left.count - right.count) <= 3
            && common + 3 >= max(left.count, right.count)
    }

    /// `did you mean 'x'?`, or the valid names when none is near and there are few.
    package static func hint(_ name: String, in candidates: [String]) -> String? {
        hint(nearest: find(name, in: candidates), in: candidates)
    }

    /// The same for a nearest name that was found already.
    package static func hint(nearest: String?, in candidates: [String]) -> String? {
        if let nearest { return "did you mean '\(nearest)'?" }
        guard !candidates.isEmpty, candidates.count <= 16 else { return nil }
        return "one of: \(candidates.joined(separator: ", "))"
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    package static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var before: [Int] = []
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var cost = min(previous[j] + 1, row[j - 1] + 1, replaced)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    cost = min(cost, before[j - 2] + 1)
                }
                row.append(cost)
            }
            (before, previous) = (previous, row)
        }
        return previous[b.count]
    }
}
