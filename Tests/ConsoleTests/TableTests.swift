import Model
import Testing

@testable import Console

@Suite("Tables")
struct TableTests {
    private var table: Table {
        var table = Table([
            .init("NAME", isFlexible: true), .init("COUNT", .right),
            .init("REASON", isFlexible: true),
        ])
        table.add(["audit", "7", "http_503: the target is busy and says so"])
        table.add(["hiring-of-the-whole-company", "12345678", ""])
        return table
    }

    @Test("without a terminal nothing is cut, and no line ends with a space")
    func wide() {
        #expect(
            table.rendered(width: nil) == """
                NAME                            COUNT  REASON
                audit                               7  http_503: the target is busy and says so
                hiring-of-the-whole-company  12345678

                """)
    }

    @Test("on a narrow terminal the widest flexible columns give first, and lines fit")
    func narrow() {
        let text = table.rendered(width: 50)
        #expect(
            text == """
                NAME                    COUNT  REASON
                audit                       7  http_503: the targ…
                hiring-of-the-whol…  12345678

                """)
        #expect(text.split(separator: "\n").allSatisfy { TerminalText.width(String($0)) <= 50 })
    }

    @Test("columns keep their minimum, however narrow the terminal")
    func tooNarrow() {
        #expect(
            table.rendered(width: 5).split(separator: "\n").first == "NAME         COUNT  REASON")
    }

    @Test("wide characters and marks are counted as they are shown")
    func widths() {
        #expect(TerminalText.width("面接") == 4)
        #expect(TerminalText.width("e\u{301}") == 1)
        #expect(TerminalText.width("👩‍👩‍👧") == 2)
        #expect(TerminalText.cut("面接官", to: 5) == "面接…")
        #expect(TerminalText.cut("abc", to: 3) == "abc")
        var table = Table([.init("A"), .init("B")])
        table.add(["面接", "x"])
        table.add(["abcd", "y"])
        #expect(table.rendered(width: nil) == "A     B\n面接  x\nabcd  y\n")
    }

    @Test("a cell from outside can neither break the line nor move the cursor")
    func hostile() {
        var table = Table([.init("A"), .init("B")])
        table.add(["one\ntwo\u{1B}[2J", "\tz\r"])
        #expect(table.rendered(width: nil) == "A                 B\none two\\u{1b}[2J   z\n")
    }

    @Test(
        "times are told as people say them",
        arguments: [
            (0, "now"), (999, "now"), (5000, "5 s ago"), (59_999, "59 s ago"),
            (60_000, "1 min ago"), (3_600_000, "1 h ago"), (172_799_999, "47 h ago"),
            (172_800_000, "2 d ago"), (-30_000, "in 30 s"), (-400, "now"),
        ])
    func relative(milliseconds: Int64, text: String) {
        let now = FixedClock().now
        #expect(RelativeTime.text(now + Milliseconds(-milliseconds), now: now) == text)
    }

    @Test("a time at the end of all times is told too")
    func extremes() {
        #expect(RelativeTime.text(.distantFuture, now: .zero).hasPrefix("in "))
        #expect(
            RelativeTime.text(Timestamp(milliseconds: .min), now: .distantFuture).hasSuffix("ago"))
    }

    @Test(
        "sizes",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (4300, "4.1 KiB"),
            (5 << 20, "5.0 MiB"), (3 << 30, "3.0 GiB"),
        ])
    func sizes(bytes: Int, text: String) {
        #expect(RelativeTime.size(bytes) == text)
    }

    @Test("JSON is laid out without changing strings or numbers")
    func prettyJSON() {
        let body = #"{"a":1e400,"b":["x\u003c",{}],"c":[],"d":{"e":null}}"#
        #expect(
            PrettyJSON.text(Array(body.utf8)) == """
                {
                  "a": 1e400,
                  "b": [
                    "x\\u003c",
                    {}
                  ],
                  "c": [],
                  "d": {
                    "e": null
                  }
                }
                """)
        #expect(PrettyJSON.text(Array("plain".utf8)) == "plain")
        #expect(PrettyJSON.text([0xFF]) == nil)
    }
}
