import Dispatching
import Model
import Testing

@Suite("Retry schedule")
struct RetryScheduleTests {
    private func next(
        _ policy: RetryPolicy = RetryPolicy(), attempts: Int, excused: Milliseconds = .zero,
        retryAfter: Milliseconds? = nil, now: Timestamp = .zero
    ) -> RetrySchedule.Next {
        var generator = SeededGenerator(seed: 7)
        return RetrySchedule.next(
            policy, createdAt: .zero, excused: excused, attempts: attempts,
            retryAfter: retryAfter, now: now, using: &generator)
    }

    @Test(
        "each wait follows the schedule, and the last one repeats",
        arguments: [
            (1, Milliseconds.seconds(5)), (2, .seconds(30)), (3, .minutes(2)), (6, .hours(1)),
            (11, .hours(24)), (12, .hours(24)), (500, .hours(24)),
        ])
    func waits(attempts: Int, wait: Milliseconds) {
        #expect(RetrySchedule.wait(RetryPolicy(), afterAttempts: attempts) == wait)
    }

    @Test("jitter stays within a fifth of the wait, and spreads")
    func jitter() {
        var generator = SeededGenerator(seed: 1)
        var seen: Set<Timestamp> = []
        for _ in 0..<500 {
            let next = RetrySchedule.next(
                RetryPolicy(), createdAt: .zero, excused: .zero, attempts: 2, retryAfter: nil,
                now: .zero, using: &generator)
            guard case .at(let due) = next else {
                Issue.record("given up")
                return
            }
            #expect((24_000...36_000).contains(due.milliseconds))
            seen.insert(due)
        }
        #expect(seen.count > 100)
    }

    @Test("after max_age no retry begins, but excused time does not count")
    func maxAge() {
        var policy = RetryPolicy()
        policy.jitter = 0
        let old = Timestamp.zero + .hours(72)
        guard case .never(let reason) = next(policy, attempts: 1, now: old) else {
            Issue.record("tried again although too old")
            return
        }
        #expect(reason.code == "too_old")
        let excused = next(policy, attempts: 1, excused: .hours(1), now: old)
        #expect(excused == .at(old + .seconds(5)))
    }

    @Test("no more than fourteen days are excused")
    func excusedCap() {
        let deadline = RetrySchedule.deadline(
            RetryPolicy(), createdAt: .zero, excused: .days(100))
        #expect(deadline == Timestamp.zero + .hours(72) + .days(14))
    }

    @Test("the allowed number of attempts ends it")
    func attemptsMax() {
        var policy = RetryPolicy()
        policy.attemptsMax = 3
        policy.jitter = 0
        #expect(next(policy, attempts: 2) == .at(.zero + .seconds(30)))
        #expect(next(policy, attempts: 3) == .never(.attemptsUsedUp(3)))
    }

    @Test(
        "Retry-After is followed when it asks for longer, and is capped",
        arguments: [
            (Milliseconds(-5), Milliseconds.seconds(5)), (.zero, .seconds(5)),
            (.seconds(2), .seconds(5)), (.seconds(90), .seconds(90)),
            (.seconds(1_000_000_000), .hours(1)),
        ])
    func retryAfter(asked: Milliseconds, wait: Milliseconds) {
        var policy = RetryPolicy()
        policy.jitter = 0
        #expect(next(policy, attempts: 1, retryAfter: asked) == .at(.zero + wait))
    }
}
