import Model

/// Reads dead-letter files. Changes nothing; may run while a writer appends. Blocks for the disk.
package struct DeadLetterReader: Sendable {
    private let directory: String

    package init(directory: String) { self.directory = directory }

    /// What became of the lines that were looked at.
    package struct Summary: Equatable, Sendable {
        /// Given to the caller.
        package var matched = 0
        /// Torn, edited or too long: skipped.
        package var unreadable = 0
        /// Seen before in the same target's files: skipped.
        package var repeated = 0

        package init() {}
    }

    package enum Step: Sendable { case next, stop }

    /// All files, below the directory, by target and day. Empty when there is no directory.
    package func files() throws(DeadLetterError) -> [String] {
        var files: [String] = []
        for folder in try Folder.names(in: directory) {
            // Other things may lie there: a file of notes is no folder of ours.
            guard let names = try? Folder.names(in: "\(directory)/\(folder)") else { continue }
            for name in names where name.hasSuffix(".ndjson") { files.append("\(folder)/\(name)") }
        }
        return files
    }

    /// Gives every dead letter that matches to `visit`, with its file, oldest day first within a
    /// target, until it says `stop`. One line is in memory at a time.
    @discardableResult
    package func read(
        _ filter: DeadLetterFilter = DeadLetterFilter(),
        visit: (_ letter: DeadLetter, _ file: String) -> Step
    ) throws(DeadLetterError) -> Summary {
        var summary = Summary()
        var folder = Substring()
        var seen = RecentIDs(max: Limits.deadLetterIDsRememberedMax)
        for file in try files() where filter.mayStand(in: file) {
            let its = file.prefix { $0 != "/" }
            if its != folder {
                folder = its
                seen = RecentIDs(max: Limits.deadLetterIDsRememberedMax)
            }
            var lines = try LineReader(path: "\(directory)/\(file)")
            while let line = try lines.next() {
                guard case .line(let bytes) = line, let letter = try? DeadLetter(line: bytes) else {
                    summary.unreadable += 1
                    continue
                }
                guard filter.matches(letter) else { continue }
                guard seen.insert(letter.delivery.id) else {
                    summary.repeated += 1
                    continue
                }
                summary.matched += 1
                if visit(letter, file) == .stop { return summary }
            }
        }
        return summary
    }
}

/// The ids seen last. Every redrive is a delivery with an id of its own, so an id tells generations
/// apart, too.
private struct RecentIDs {
    private let max: Int
    private var ids: Set<DeliveryID> = []
    private var order: [DeliveryID] = []
    private var oldest = 0

    init(max: Int) { self.max = max }

    /// False when it is known.
    mutating func insert(_ id: DeliveryID) -> Bool {
        guard ids.insert(id).inserted else { return false }
        if order.count < max {
            order.append(id)
        } else {
            ids.remove(order[oldest])
            order[oldest] = id
            oldest = (oldest + 1) % max
        }
        return true
    }
}
