import Model

extension DeadLetterReader {
    /// A page of those that match, newest first over all targets: the files of a day are read
    /// backwards, side by side, however many lines stand before.
    ///
    /// - `linesMax`: lines that are looked at for the page; then it ends, and says where to go on.
    /// - `countMax`: lines that are looked at after it, for the total.
    package func newest(
        _ filter: DeadLetterFilter = DeadLetterFilter(), before: DeadLetterPage.Place? = nil,
        limit: Int, linesMax: Int = Limits.deadLetterPageLinesMax,
        countMax: Int = Limits.deadLetterCountLinesMax
    ) throws(DeadLetterError) -> DeadLetterPage {
        var page = DeadLetterPage()
        var merge = try NewestFirst(
            directory: directory, files: files(), filter: filter, before: before)
        while page.items.count < limit, let item = try merge.next(linesMax: linesMax) {
            page.items.append(item)
        }
        page.total = page.items.count
        // There is a next page when there is something for it, or nobody knows.
        if try !merge.isAtEnd(linesMax: linesMax) { page.next = merge.place }
        let linesMax = merge.lineCount + countMax
        while try merge.next(linesMax: linesMax) != nil { page.total += 1 }
        page.isTotalLeast = try !merge.isAtEnd(linesMax: linesMax)
        page.unreadable = merge.unreadable
        return page
    }
}

/// Goes through dead letters, newest first.
private struct NewestFirst {
    private let directory: String
    private let filter: DeadLetterFilter
    /// Days with files, oldest first; the last one is being read.
    private var days: [(day: String, folders: [String])]
    private var tails: [Tail] = []
    private var isDayOpen = false
    private var seen: [String: RecentIDs] = [:]
    private let before: DeadLetterPage.Place?
    private(set) var lineCount = 0
    private(set) var unreadable = 0

    init(
        directory: String, files: [String], filter: DeadLetterFilter, before: DeadLetterPage.Place?
    ) {
        self.directory = directory
        self.filter = filter
        self.before = before
        var folders: [String: [String]] = [:]
        for file in files where filter.mayStand(in: file) {
            let parts = file.split(separator: "/", maxSplits: 1)
            let (folder, day) = (String(parts[0]), String(parts[1].dropLast(".ndjson".count)))
            if let before, day > before.day { continue }
            if let before, day == before.day, before.ends[folder] == nil { continue }
            folders[day, default: []].append(folder)
        }
        days = folders.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The next one; nil at the end, and when `linesMax` lines were looked at.
    mutating func next(linesMax: Int) throws(DeadLetterError) -> DeadLetterPage.Item? {
        guard try find(linesMax: linesMax), let index = newest else { return nil }
        guard let letter = tails[index].head else { return nil }
        tails[index].head = nil
        return DeadLetterPage.Item(letter: letter, file: tails[index].file)
    }

    /// False also when `linesMax` lines were looked at without finding out.
    mutating func isAtEnd(linesMax: Int) throws(DeadLetterError) -> Bool {
        if try find(linesMax: linesMax) { return false }
        return days.isEmpty
    }

    /// Where to go on, without what `next` has given.
    var place: DeadLetterPage.Place? {
        guard let day = days.last?.day else { return nil }
        var ends: [String: Int64] = [:]
        for tail in tails where !tail.isEmpty { ends[tail.folder] = tail.end }
        return DeadLetterPage.Place(day: day, ends: ends)
    }

    /// The file with the newest head.
    private var newest: Int? {
        tails.indices.filter { tails[$0].head != nil }.max { left, right in
            guard let left = tails[left].head, let right = tails[right].head else { return false }
            return left.diedAt < right.diedAt
        }
    }

    /// Makes sure that every file of the day shows its newest; goes to the day before when there is
    /// none. False at the end, and when `linesMax` lines were looked at.
    private mutating func find(linesMax: Int) throws(DeadLetterError) -> Bool {
        while let (day, folders) = days.last {
            if !isDayOpen { try open(day, folders) }
            for index in tails.indices {
                while tails[index].head == nil, !tails[index].isEmpty {
                    guard lineCount < linesMax else { return false }
                    try advance(index)
                }
            }
            tails.removeAll { $0.isEmpty }
            if !tails.isEmpty { return true }
            days.removeLast()
            isDayOpen = false
        }
        return false
    }

    private mutating func open(_ day: String, _ folders: [String]) throws(DeadLetterError) {
        tails = []
        for folder in folders {
            let file = "\(folder)/\(day).ndjson"
            let path = "\(directory)/\(file)"
            if seen[folder] == nil {
                seen[folder] = RecentIDs(max: Limits.deadLetterIDsRememberedMax)
            }
            let size = try Folder.size(of: path)
            var end = size
            if let before, before.day == day {
                end = min(size, before.ends[folder] ?? 0)
                // A line that was written twice may stand on both sides of a page's edge.
                for id in try idsNear(path, after: end) { _ = seen[folder]?.insert(id) }
            }
            let lines = BackwardLineReader(path: path, before: end)
            tails.append(Tail(folder: folder, file: file, lines: lines))
        }
        isDayOpen = true
    }

    private func idsNear(
        _ path: String, after end: Int64
    ) throws(DeadLetterError) -> [DeliveryID] {
        var ids: [DeliveryID] = []
        var lines = try LineReader(path: path, from: end)
        while ids.count < Limits.deadLetterLinesNear, let line = try lines.next() {
            guard case .line(let bytes) = line else { continue }
            if let id = DeadLetter.id(inLine: bytes) { ids.append(id) }
        }
        return ids
    }

    /// Looks at one line of a file.
    private mutating func advance(_ index: Int) throws(DeadLetterError) {
        let end = tails[index].lines.end
        guard let line = try tails[index].lines.next() else {
            tails[index].isEmpty = true
            return
        }
        lineCount += 1
        guard case .line(let bytes) = line else {
            unreadable += 1
            return
        }
        guard filter.mayStand(in: bytes) else { return }
        guard let letter = try? DeadLetter(line: bytes) else {
            unreadable += 1
            return
        }
        guard filter.matches(letter) else { return }
        guard seen[tails[index].folder]?.insert(letter.delivery.id) == true else { return }
        tails[index].head = letter
        tails[index].headEnd = end
    }
}

/// One file of a day, as far as it is left.
private struct Tail {
    let folder: String
    let file: String
    var lines: BackwardLineReader
    /// The newest that matches and was not given yet.
    var head: DeadLetter?
    var headEnd: Int64 = 0
    var isEmpty = false

    init(folder: String, file: String, lines: BackwardLineReader) {
        self.folder = folder
        self.file = file
        self.lines = lines
    }

    var end: Int64 { head == nil ? lines.end : headEnd }
}
