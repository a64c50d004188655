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
        log.end(at: Timestamp(seconds: 20), agesMax: .days(1))
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

    @Test("more stops than are remembered become fewer, and excuse no less")
    func manyStops() {
        var log = StopLog()
        for index in 0..<200 as Range<Int64> {
            // The hundredth lies close to the one before it.
            let from = index * 100 - (index == 100 ? 85 : 0)
            log.begin(at: Timestamp(seconds: from))
            log.end(at: Timestamp(seconds: from + 10), agesMax: .days(1))
        }
        #expect(log.past.count == Limits.stopsMax)
        let whole = log.stopped(from: .zero, to: Timestamp(seconds: 20_000))
        #expect(whole >= .seconds(2_000))
        log.begin(at: Timestamp(seconds: 200_000))
        log.end(at: Timestamp(seconds: 200_001), agesMax: .days(1))
        #expect(log.past.count == 1, "older ones concern no delivery any more")
    }

    @Test("stops without time between them are one")
    func adjacentStops() {
        var log = StopLog()
        for second in [0, 5, 10] as [Int64] {
            log.begin(at: Timestamp(seconds: second))
            log.end(at: Timestamp(seconds: second + 5), agesMax: .days(1))
        }
        #expect(log.past == [Stop(from: .zero, to: Timestamp(seconds: 15))])
    }
}
