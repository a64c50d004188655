package import Model

/// How `signalbox receive` listens, answers and prints.
package struct ReceiverOptions: Sendable {
    /// Whose answers it gives.
    package enum Style: String, Sendable, CaseIterable {
        /// 200 with a line of text.
        case plain
        /// Like Slack's incoming webhooks: 200 with the body `ok`.
        case slack
    }

    package enum Bodies: String, Sendable, CaseIterable { case none, short, pretty }

    package var host = "127.0.0.1"
    /// 0 picks a free one, which is printed.
    package var port = 9000
    package var style = Style.plain
    package var failing = FailurePlan()
    /// Waited before each answer.
    package var delay = Milliseconds.zero
    /// Of Standard Webhooks: requests without a right signature are answered with 401.
    package var secret: Secret?
    package var bodies = Bodies.short
    /// One JSON object a line instead of text.
    package var json = false
    /// Columns of the terminal; nil: short bodies are cut at 200 columns.
    package var width: Int?

    package init() {}
}

/// Which requests fail on demand. Requests that do not match are neither failed nor counted here.
package struct FailurePlan: Equatable, Sendable {
    /// What the failing ones are answered with; nil: 500.
    package var status: Int?
    /// The first so many fail.
    package var first: Int?
    /// Each so manieth fails: 2 is every other.
    package var every: Int?
    /// Only requests whose body contains this text.
    package var match: String?

    package init() {}

    /// The status to fail with; nil: it goes well. `number` counts matching requests from 1.
    func failure(number: Int) -> Int? {
        let isAsked = status != nil || first != nil || every != nil || match != nil
        guard isAsked else { return nil }
        let isAll = first == nil && every == nil
        guard
            isAll || (first.map { number <= $0 } ?? false)
                || (every.map { number.isMultiple(of: $0) } ?? false)
        else { return nil }
        return status ?? 500
    }

    /// Throws for numbers that make no sense.
    func check() throws(ConsoleError) {
        if let status, !(200...599).contains(status) {
            throw .usage("--status is a status from 200 to 599")
        }
        if let first, first < 1 { throw .usage("--fail-first is 1 or more") }
        if let every, every < 1 { throw .usage("--every is 1 or more") }
        if let match, match.isEmpty { throw .usage("--match is a text that is not empty") }
    }
}
