import Dispatching
import Model
import Testing

@Suite("Who is at fault")
struct FaultFinderTests {
    private let ids = (0..<20).map { _ in DeliveryID.make(at: .zero) }

    private func judge(
        _ finder: inout FaultFinder, _ class: Outcome.Class, _ index: Int,
        contextual: Bool = false, age: Milliseconds = .zero, at seconds: Int64 = 0
    ) -> FaultFinder.Verdict {
        finder.judge(
            Outcome(
                `class`, Reason(code: "t", message: "t"), isContextual: contextual),
            delivery: ids[index], age: age, now: Timestamp(seconds: seconds))
    }

    @Test("a refusal without a recent success is the target's fault")
    func blockAtOnce() {
        var finder = FaultFinder()
        #expect(judge(&finder, .block, 0) == .block)
        _ = judge(&finder, .delivered, 1)
        #expect(judge(&finder, .block, 2, at: 601) == .block)
    }

    @Test("one message refused among successes is that message's fault")
    func messageAtFault() {
        var finder = FaultFinder()
        _ = judge(&finder, .delivered, 1)
        #expect(judge(&finder, .block, 0) == .suspect)
        _ = judge(&finder, .delivered, 2)
        #expect(judge(&finder, .block, 0) == .dead)
    }

    @Test("a key revoked amid successes blocks the target and kills no message")
    func revokedKey() {
        var finder = FaultFinder()
        _ = judge(&finder, .delivered, 1)
        let verdicts = [2, 3, 4].map { judge(&finder, .block, $0) }
        #expect(verdicts == [.suspect, .suspect, .block])
    }

    @Test("the fifth death in a row is the target's fault; a success between starts over")
    func deaths() {
        var finder = FaultFinder()
        for index in 0..<4 { #expect(judge(&finder, .dead, index) == .dead) }
        _ = judge(&finder, .delivered, 9)
        for index in 0..<4 { #expect(judge(&finder, .dead, index) == .dead) }
        #expect(judge(&finder, .dead, 5) == .block)
    }

    @Test("what a rollout may answer is retried for an hour unless the target worked lately")
    func rollout() {
        var finder = FaultFinder()
        #expect(judge(&finder, .dead, 0, contextual: true, age: .minutes(59)) == .retry)
        #expect(judge(&finder, .dead, 0, contextual: true, age: .hours(1)) == .dead)
        _ = judge(&finder, .delivered, 1)
        #expect(judge(&finder, .dead, 2, contextual: true) == .dead)
    }
}
