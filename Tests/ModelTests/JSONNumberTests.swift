import Testing

@testable import Model

@Suite("JSONNumber")
struct JSONNumberTests {
    /// In rising order; numbers of one row are equal.
    private static let rows: [[String]] = [
        ["-1e99999999999999999999"], ["-1e400"], ["-9223372036854775809"],
        ["-9223372036854775808", "-9.223372036854775808E18"], ["-10", "-1e1", "-10.0"], ["-1.5"],
        ["-1", "-1.0", "-10e-1"], ["-1e-400"],
        ["0", "-0", "0.0", "-0.0", "0e5", "0E-99999999999999999999"], ["1e-99999999999999999999"],
        ["1e-400"], ["0.1", "0.10", "1e-1"], ["0.10000000000000000000000001"], ["1", "1.0", "1E0"],
        ["2"], ["9"], ["10", "1e1", "1E+1"], ["11"], ["100", "1e2", "100.00"],
        ["9007199254740992"], ["9007199254740993", "9007199254740993.0"],
        ["9223372036854775807"], ["9223372036854775808"], ["18446744073709551615"],
        ["18446744073709551616", "18446744073709551616e0"], ["1e399"], ["1e400", "10e399"],
        ["1e99999999999999999999"],
    ]

    @Test("Numbers are ordered and equal by exact value")
    func order() throws {
        let numbers = try Self.rows.enumerated().flatMap { row, texts in
            try texts.map { (row, try #require(JSONNumber($0))) }
        }
        for (rowA, a) in numbers {
            for (rowB, b) in numbers {
                #expect((a == b) == (rowA == rowB), "\(a) == \(b)")
                #expect((a < b) == (rowA < rowB), "\(a) < \(b)")
                if rowA == rowB { #expect(a.hashValue == b.hashValue, "\(a) \(b)") }
            }
        }
    }

    @Test(
        "Whole numbers that fit are read, in any notation",
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("-0.0", 0), ("0e9", 0), ("7.0", 7), ("1e3", 1000),
            ("120e-1", 12), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("1.5", nil), ("1e19", nil), ("1e-1", nil),
            ("-9.223372036854775808e18", .min), ("1e99999999999999999999", nil),
        ] as [(String, Int64?)])
    func int64(text: String, value: Int64?) throws {
        #expect(try #require(JSONNumber(text)).int64 == value)
    }

    @Test(
        "Only the JSON grammar makes a number",
        arguments: [
            "", " 1", "1 ", "+1", "01", ".1", "1.", "0x1", "NaN", "null", "\"1\"", "1\n",
        ])
    func refused(text: String) { #expect(JSONNumber(text) == nil) }

    @Test("Random decimals compare as integers of the same scale do", arguments: 0..<4)
    func random(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        func make() throws -> (Int64, JSONNumber) {
            let value = Int64.random(in: -20_000...20_000, using: &random)
            let scale = Int.random(in: 0...3, using: &random)
            let digits = "\(value)" + String(repeating: "0", count: scale) + "e-\(scale)"
            return (value, try #require(JSONNumber(digits)))
        }
        for _ in 0..<2000 {
            let (a, b) = (try make(), try make())
            #expect((a.1 < b.1) == (a.0 < b.0))
            #expect((a.1 == b.1) == (a.0 == b.0))
            #expect(a.1.int64 == a.0)
        }
    }
}
