import Model

/// Reads dead-letter files. Changes nothing; may run while a writer appends. Blocks for the disk.
package struct DeadLetterReader: Sendable {
    let directory: String

    package init(directory: String) { self.directory = directory }

    /// What became of the lines that were looked at.
    package struct Summary: Equatable, Sendable {
        /// Given to the caller.
        package var matched = 0
        /// Torn, edited or too long: skipped.
        package var unreadable = 0
        /// Seen before in the same target's files: skipped.
        package var repeated = 0
        /// Where reading would have gone on; nil when everything was read.
        package var next: Place?
        /// How much of the files was read, also before `Place`, and how much there is.
        package var bytesRead: Int64 = 0
        package var bytes: Int64 = 0

        package init() {}
    }

    /// The beginning of a line.
    package struct Place: Equatable, Sendable {
        package var file: String
        package var offset: Int64

        package init(file: String, offset: Int64) {
            self.file = file
            self.offset = offset
        }
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
    /// target, until it says `stop`, or `linesMax` lines were looked at. One line is in memory at a
    /// time. `from` is the `next` of an earlier call, with the same filter.
    @discardableResult
    package func read(
        _ filter: DeadLetterFilter = DeadLetterFilter(), from: Place? = nil, linesMax: Int = .max,
        visit: (_ letter: DeadLetter, _ file: String) -> Step
    ) throws(DeadLetterError) -> Summary {
        var summary = Summary()
        var folder = Substring()
        var seen = RecentIDs(max: Limits.deadLetterIDsRememberedMax)
        var lineCount = 0
        for file in try files() where filter.mayStand(in: file) {
            let size = try Folder.size(of: "\(directory)/\(file)")
            summary.bytes += size
            guard summary.next == nil else { continue }
            if let from, file.precedes(from.file) {
                summary.bytesRead += size
                continue
            }
            let its = file.prefix { $0 != "/" }
            if its != folder {
                folder = its
                seen = RecentIDs(max: Limits.deadLetterIDsRememberedMax)
            }
            let begin = file == from?.file ? from?.offset ?? 0 : 0
            var lines = try LineReader(path: "\(directory)/\(file)", from: begin)
            var offset = begin
            while summary.next == nil {
                offset = lines.offset
                guard lineCount < linesMax else {
                    summary.next = Place(file: file, offset: offset)
                    break
                }
                guard let line = try lines.next() else { break }
                lineCount += 1
                guard case .line(let bytes) = line else {
                    summary.unreadable += 1
                    continue
                }
                guard filter.mayStand(in: bytes) else { continue }
                guard let letter = try? DeadLetter(line: bytes) else {
                    summary.unreadable += 1
                    continue
                }
                guard filter.matches(letter) else { continue }
                guard seen.insert(letter.delivery.id) else {
                    summary.repeated += 1
                    continue
                }
                if visit(letter, file) == .stop {
                    summary.next = Place(file: file, offset: offset)
                } else {
                    summary.matched += 1
                }
            }
            summary.bytesRead += offset
        }
        return summary
    }
}

extension String {
    /// In the order of `files()`: by folder, then by name.
    fileprivate func precedes(_ other: String) -> Bool {
        let mine = split(separator: "/", maxSplits: 1)
        let others = other.split(separator: "/", maxSplits: 1)
        return mine.lexicographicallyPrecedes(others)
    }
}
