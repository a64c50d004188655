import Model

/// What a plain HTTP target says of its answers beyond their status.
package struct AnswerTests: Equatable, Sendable {
    /// Any of these; empty: every 2xx. A test that names no status means 2xx.
    package var success: [AnswerTest] = []
    package var block: [AnswerTest] = []
    package var dead: [AnswerTest] = []
    package var retry: [AnswerTest] = []
    /// Where the answer says how long to wait, after `Retry-After`.
    package var waits: [WaitPlace] = []

    package init() {}

    /// Nil when the status alone says it, as it mostly does.
    package var rules: AnswerRules? {
        guard self != AnswerTests() else { return nil }
        var rules = AnswerRules()
        rules.unexpected = .answerNoSuccess
        rules.rules =
            block.map { .init($0, .block, .answerSaysBlock) }
            + dead.map { .init($0, .dead, .answerSaysDead) }
            + retry.map { .init($0, .retry, .answerSaysRetry) }
        if !success.isEmpty {
            rules.success = success.map { test in
                var test = test
                if test.statuses.isEmpty { test.statuses = [200...299] }
                return test
            }
        }
        rules.waits = waits
        return rules
    }
}
