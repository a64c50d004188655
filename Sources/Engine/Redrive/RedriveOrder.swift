package import DeadLetters
package import Model
import Store

/// What to redrive, and how.
package struct RedriveOrder: Sendable {
    package var filter = DeadLetterFilter()
    /// Only count what would be redriven.
    package var isDryRun = false
    /// Between one delivery and the next; zero: all at once. The pace lies in due times, so that it
    /// holds after a restart, too.
    package var spacingMicroseconds: Int64 = 0
    /// 1 makes each letter's next generation, unless that was made before; a higher number sends
    /// once more what was redriven already.
    package var repetition = 1
    /// Where to send instead, after a rename; nil: the letter's own target.
    package var successor: String?
    /// Deliveries to make at most; the report says whether there are more.
    package var madeMax = Limits.redriveMax
    /// Lines to look at at most; the report says where to go on.
    package var linesMax = Int.max
    /// Goes on where an earlier run of the same order ended, with its pace.
    package var continuation: RedriveContinuation?

    package init() {}

    /// The request for the letter at a position, the first being 0.
    func request(_ letter: DeadLetter, position: Int, from start: Timestamp) -> RedriveRequest {
        let delivery = letter.delivery
        return RedriveRequest(
            origin: delivery.redrive?.origin ?? delivery.id,
            generation: (delivery.redrive?.generation ?? 0) + repetition,
            target: successor ?? delivery.target, webhookID: delivery.webhookID,
            destination: delivery.destination, routes: delivery.routes,
            now: start + Milliseconds(Int64(position) * spacingMicroseconds / 1000),
            event: letter.event)
    }
}

/// What an order led to.
package struct RedriveReport: Equatable, Sendable {
    /// Letters that the filter picked.
    package var matched = 0
    /// New deliveries; none in a dry run.
    package var made = 0
    /// Redriven before: nothing was done.
    package var existed = 0
    /// Lines that could not be read.
    package var unreadable = 0
    /// There are more than `madeMax` or `linesMax` let it do: repeating the order goes on.
    package var isCut: Bool { next != nil }
    /// To go on without reading everything again.
    package var next: RedriveContinuation?
    /// How much of the files was read, earlier runs included, and how much there is.
    package var bytesRead: Int64 = 0
    package var bytes: Int64 = 0
    /// `matched`, by the letters' targets.
    package var byTarget: [String: Int] = [:]
    /// The first few of what was made, to be shown.
    package var deliveries: [DeliveryID] = []
    package var firstDue: Timestamp?
    package var lastDue: Timestamp?

    package init() {}

    mutating func note(_ request: RedriveRequest, of letter: DeadLetter) {
        matched += 1
        byTarget[letter.delivery.target, default: 0] += 1
        firstDue = firstDue ?? request.now
        lastDue = request.now
    }

    mutating func note(_ results: [RedriveResult]) {
        for result in results {
            switch result {
            case .made(let id):
                made += 1
                if deliveries.count < Limits.pageMax { deliveries.append(id) }
            case .exists: existed += 1
            }
        }
    }
}
