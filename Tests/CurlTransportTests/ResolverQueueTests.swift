import Model
import Testing

@testable import CurlTransport

@Suite("The resolver pool's queue")
struct ResolverQueueTests {
    private final class Listener: NameListener {
        func answered(_ name: String) {}
    }

    private let listener = Listener()
    private let second: Int64 = 1_000_000

    private func queue(threads: Int = 2, suspects: Int = 1) -> ResolverQueue {
        var settings = ResolverSettings()
        settings.threadsMax = threads
        settings.suspectThreadsMax = suspects
        return ResolverQueue(settings: settings)
    }

    @Test("one lookup serves all who ask, is fresh for 30 s, and then is used while it is renewed")
    func freshAndStale() {
        var queue = queue()
        #expect(queue.ask("a", listener: listener, now: 0) == (.pending, true))
        #expect(queue.ask("a", listener: listener, now: 0) == (.pending, false))
        #expect(queue.next() == "a")
        #expect(queue.finished("a", .success([.v4(1)]), isSlow: false, now: 0).count == 1)
        #expect(queue.next() == nil)
        guard case .known(let first) = queue.ask("a", listener: listener, now: 29 * second).answer
        else { return #expect(Bool(false), "it is fresh") }
        let (answer, startsThread) = queue.ask("a", listener: listener, now: 31 * second)
        #expect(answer == .known(first))
        #expect(startsThread)
        #expect(queue.next() == "a")
        _ = queue.finished("a", .failure(.noAnswer), isSlow: true, now: 32 * second)
        #expect(queue.ask("a", listener: listener, now: 33 * second).answer == .known(first))
        #expect(queue.ask("a", listener: listener, now: 400 * second).answer == .pending)
    }

    @Test("no such name is an answer for 5 s, and the old addresses are wrong from then on")
    func notFound() {
        var queue = queue()
        _ = queue.ask("a", listener: listener, now: 0)
        _ = queue.next()
        _ = queue.finished("a", .success([.v4(1)]), isSlow: false, now: 0)
        _ = queue.ask("a", listener: listener, now: 31 * second)
        _ = queue.next()
        _ = queue.finished("a", .failure(.notFound), isSlow: false, now: 31 * second)
        #expect(queue.ask("a", listener: listener, now: 35 * second).answer == .failed(.notFound))
        #expect(queue.ask("a", listener: listener, now: 37 * second).answer == .pending)
    }

    @Test("names that failed before share a part of the threads; others pass them by")
    func suspects() {
        var queue = queue(threads: 2, suspects: 1)
        for name in ["a", "b"] {
            _ = queue.ask(name, listener: listener, now: 0)
            #expect(queue.next() == name)
            _ = queue.finished(name, .failure(.noAnswer), isSlow: true, now: 0)
        }
        for name in ["a", "b", "c"] { _ = queue.ask(name, listener: listener, now: 10 * second) }
        #expect(queue.next() == "c")
        #expect(queue.next() == "a")
        #expect(queue.next() == nil)
        _ = queue.finished("a", .failure(.noAnswer), isSlow: true, now: 20 * second)
        #expect(queue.next() == "b")
    }

    @Test("never more threads than allowed; without any, those who wait are told")
    func threads() {
        var queue = queue(threads: 2)
        let starts = ["a", "b", "c"].map { queue.ask($0, listener: listener, now: 0).startsThread }
        #expect(starts == [true, true, false])
        #expect(queue.threadFailed(now: 0).isEmpty)
        #expect(queue.threadFailed(now: 0).map(\.0) == ["a", "b", "c"])
        guard case .failed = queue.ask("a", listener: listener, now: 0).answer else {
            return #expect(Bool(false), "nobody looks it up")
        }
    }
}
