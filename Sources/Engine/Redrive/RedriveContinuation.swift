import DeadLetters
import Model

/// Where a redrive of many goes on, so that it can be made in steps.
package struct RedriveContinuation: Equatable, Sendable, CustomStringConvertible {
    /// When the first step began. What died later is left to another redrive: else one whose
    /// deliveries die at once would never end.
    var start: Timestamp
    /// Letters before this step: the pace goes on.
    var matched: Int
    var place: DeadLetterReader.Place

    init(start: Timestamp, matched: Int, place: DeadLetterReader.Place) {
        self.start = start
        self.matched = matched
        self.place = place
    }

    /// `1767607660000-42-4711-audit/2026-01-05.ndjson`
    package var description: String {
        "\(start.milliseconds)-\(matched)-\(place.offset)-\(place.file)"
    }

    /// Nil when the text is none that `description` gave.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let start = Int64(parts[0]), let matched = Int(parts[1]),
            let offset = Int64(parts[2]), (0...Int64(Int32.max)).contains(Int64(matched)),
            offset >= 0, !parts[3].isEmpty
        else { return nil }
        self.init(
            start: Timestamp(milliseconds: start), matched: matched,
            place: DeadLetterReader.Place(file: String(parts[3]), offset: offset))
    }
}
