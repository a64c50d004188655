import Testing

@testable import Model

@Suite("Timestamps and spans as text")
struct TimeTests {
    @Test(
        "Moments are written and read as RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_767_607_660_123, "2026-01-05T10:07:40.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func moments(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text: text) == Timestamp(milliseconds: milliseconds))
        #expect(Timestamp(milliseconds: milliseconds).day == String(text.prefix(10)))
    }

    @Test(
        "Moments are written as HTTP dates",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_767_607_660_999, "Mon, 05 Jan 2026 10:07:40 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String)])
    func httpDates(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).httpDate == text)
    }

    @Test(
        "Other notations of RFC 3339 are read",
        arguments: [
            ("2026-01-05T10:07:40Z", 1_767_607_660_000), ("2026-01-05 10:07:40", 1_767_607_660_000),
            ("2026-01-05T11:37:40+01:30", 1_767_607_660_000),
            ("2026-01-05T08:37:40.5-0130", 1_767_607_660_500),
            ("2026-01-05T10:07:40.123456789Z", 1_767_607_660_123),
            ("2026-01-05T10:07:40.12Z", 1_767_607_660_120),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] as [(String, Int64)])
    func notations(text: String, milliseconds: Int64) {
        #expect(Timestamp(text: text)?.milliseconds == milliseconds)
    }

    @Test(
        "What is no moment is nil",
        arguments: [
            "", "2026", "2026-01-05", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05T00:60:00Z",
            "2026-01-05T00:00:61Z", "2026-01-05T00:00:00.Z", "2026-01-05T00:00:00Zx",
            "2026-01-05T00:00:00+1", "2026-01-05T00:00:00+24:00", "2026-01-05T00:00:00+01:60",
            "2026-1-05T00:00:00Z", "20260105T000000Z", "２026-01-05T00:00:00Z",
            "2026-01-05T00:00:00.1234567890Z",
        ])
    func refused(text: String) { #expect(Timestamp(text: text) == nil) }

    @Test("The last and the first moment can be written without trapping")
    func ends() {
        #expect(Timestamp.distantFuture.description.hasSuffix("Z"))
        #expect(Timestamp(milliseconds: .min).description.hasSuffix(".192Z"))
    }

    @Test("Every day of four centuries reads back", arguments: [1600, 2000] as [Int64])
    func days(year: Int64) {
        let first = Timestamp.days(year: year, month: 1, day: 1)
        for day in first..<first + 146_097 {
            let moment = Timestamp(milliseconds: day * 86_400_000)
            #expect(Timestamp(text: moment.description) == moment)
        }
    }

    @Test(
        "Spans are written in the largest unit that loses nothing, and read back",
        arguments: [
            ("0s", 0), ("250ms", 250), ("1500ms", 1500), ("5s", 5000), ("90s", 90_000),
            ("2m", 120_000), ("72h", 259_200_000), ("4d", 345_600_000), ("24h", 86_400_000),
        ] as [(String, Int64)])
    func spans(text: String, count: Int64) {
        #expect(Milliseconds(count).description == text)
        #expect(Milliseconds(text: text) == Milliseconds(count))
    }

    @Test(
        "What is no span is nil",
        arguments: [
            "", "5", "s", "-5s", "1.5s", "5 s", "5S", "5sec", "99999999999999999999s",
            "9223372036854775807d", "٥s", "5s ",
        ])
    func noSpan(text: String) { #expect(Milliseconds(text: text) == nil) }

    @Test("Sums and spans saturate instead of trapping")
    func saturation() {
        #expect(Milliseconds.days(.max) == Milliseconds(.max))
        #expect(Milliseconds.seconds(.min) == Milliseconds(.min))
        #expect(Timestamp.distantFuture + .hours(1) == .distantFuture)
        #expect(Timestamp(milliseconds: .min) - .distantFuture == Milliseconds(.min))
        #expect(Timestamp(seconds: .max) == .distantFuture)
        #expect(Milliseconds(100).scaled(by: .nan).count == .max)
        #expect(Milliseconds(100).scaled(by: -1e300).count == .min)
        #expect(Milliseconds(1001).scaled(by: 0.5).count == 501)
    }
}
