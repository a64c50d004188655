import Dispatching
import Model
import Testing

@Suite("Time")
struct TimeTests {
    @Test("steady time goes on when the clock is set back, and meets it again")
    func setBack() {
        var time = SteadyTime()
        _ = time.advance(to: Timestamp(seconds: 10_000))
        var steady = time.advance(to: Timestamp(seconds: 9_000))
        #expect(steady == Timestamp(seconds: 10_000))
        for second in stride(from: 9_010, through: 20_000, by: 10) as StrideThrough<Int64> {
            let next = time.advance(to: Timestamp(seconds: second))
            #expect(next > steady)
            steady = next
        }
        #expect(time.ahead == .zero)
        #expect(steady == Timestamp(seconds: 20_000))
    }

    @Test("stopped time is the overlap with all stops, the present one included")
    func stops() {
        var log = StopLog()
        log.begin(at: Timestamp(seconds: 10))
        log.begin(at: Timestamp(seconds: 15))
        log.end(at: Timestamp(seconds: 20))
        log.begin(at: Timestamp(seconds: 100))
        let table: [(Int64, Int64, Int64)] = [
            (0, 5, 0), (0, 15, 5), (12, 18, 6), (0, 50, 10), (0, 130, 40), (110, 120, 10),
            (25, 90, 0),
        ]
        for (from, to, stopped) in table {
            #expect(
                log.stopped(from: Timestamp(seconds: from), to: Timestamp(seconds: to))
                    == .seconds(stopped))
        }
    }
}
