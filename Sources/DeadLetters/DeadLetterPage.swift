import Model

/// Dead letters, newest first.
package struct DeadLetterPage: Sendable {
    package struct Item: Sendable {
        package var letter: DeadLetter
        /// Below the dead-letter folder.
        package var file: String
    }

    package var items: [Item] = []
    /// How many match from this page on, as far as it was counted.
    package var total = 0
    /// There may be more than `total`.
    package var isTotalLeast = false
    /// Torn, edited or too long, among the lines that were looked at.
    package var unreadable = 0
    /// Where the next page begins; nil when there is none. A page with few items, or none, may have
    /// a next one: many lines were looked at.
    package var next: Place?

    package init() {}

    /// Between two dead letters in the order of pages: how much of each file of a day is left. Days
    /// before it are left as a whole.
    package struct Place: Equatable, Sendable, CustomStringConvertible {
        package var day: String
        /// By folder; a file that is not named has nothing left, or is newer than the first page.
        package var ends: [String: Int64]

        /// `2026-01-05,audit:4711,hiring:42`. A folder's name has neither comma nor colon.
        package var description: String {
            ends.keys.sorted().reduce(day) { "\($0),\($1):\(ends[$1] ?? 0)" }
        }

        package init(day: String, ends: [String: Int64]) {
            self.day = day
            self.ends = ends
        }

        /// Nil when the text is none that `description` gave.
        package init?(_ text: String) {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            guard parts[0].utf8.count == 10, Timestamp(text: "\(parts[0])T00:00:00Z") != nil
            else { return nil }
            day = String(parts[0])
            ends = [:]
            for part in parts.dropFirst() {
                let halves = part.split(separator: ":", omittingEmptySubsequences: false)
                guard halves.count == 2, let end = Int64(halves[1]), end >= 0 else { return nil }
                ends[String(halves[0])] = end
            }
        }
    }
}
