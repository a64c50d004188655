import Support
import Testing

@testable import Model

@Suite("JSONDocument")
struct JSONDocumentTests {
    /// RFC 8259, and the cases of https://github.com/nst/JSONTestSuite that parsers get wrong.
    @Test(
        "Takes what RFC 8259 takes",
        arguments: [
            "null", " true ", "false", "0", "-0", "-1", "10", "1.5", "1e5", "1E+5", "0.1e-2",
            "123123123123123123123123", "1e99999", #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#,
            #""\u0000""#, #""\uD83D\uDE00""#, #""\u00e9é😀""#, "\"\u{7F}\"", "\"\u{2028}\"", "[]",
            "{}", "[ ]", "{ }", "[1,2]", "[[],{}]", #"{"a":1,"a":2}"#, #"{"":0}"#,
            "\r\n\t [\n1\t,\r2 ] \n", #"{"a":{"b":[null]}}"#, #""\uFFFF""#,
        ])
    func valid(text: String) throws {
        let document = try JSONDocument(Array(text.utf8))
        #expect(document.bytes == Array(text.utf8))
    }

    @Test(
        "Refuses everything else",
        arguments: [
            "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "+1", "01", "-01", ".5", "1.",
            "1.e5", "1e", "1e+", "0x1", "1_000", "1 2", "'a'", "\"a", "\"\\\"", #""\a""#, #""\u12"#,
            #""\u12G4""#, #""\uD800""#, #""\uDC00""#, #""\uD800\u0041""#, #""\uD800\"#,
            "\"\t\"", "\"\n\"", "\"\u{0}\"", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}",
            "{", "}", "{a:1}", "{1:1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#,
            #"{"a":1]"#, #"{,"a":1}"#, "{}{}", "[]]", "// c\n1", "/* c */1", "\u{FEFF}{}",
            "{}\u{0}",
            "\u{A0}1", "[\u{0C}1]",
        ])
    func invalid(text: String) {
        #expect(throws: JSONError.self) { try JSONDocument(Array(text.utf8)) }
    }

    /// Text is looked at in blocks of 16 and 64 bytes.
    @Test(
        "What ends or breaks a string is found wherever it stands among the blocks",
        arguments: ["\"", #"\n"#, "\u{1F}", "\u{0}", "é", "\u{7F}", "\u{FF}"])
    func blocks(mark: String) throws {
        for length in 0..<150 {
            let plain = String(repeating: "x", count: length)
            for rest in [0, 1, 15, 16, 70] {
                let text = "\"\(plain)\(mark)\(String(repeating: "y", count: rest))\""
                let document = try? JSONDocument(Array(text.utf8))
                let end = String(repeating: "y", count: rest)
                switch mark {
                case "\"", "\u{1F}", "\u{0}": #expect(document == nil)
                case #"\n"#: #expect(document?.root.string == "\(plain)\n\(end)")
                default: #expect(document?.root.string == "\(plain)\(mark)\(end)")
                }
            }
        }
    }

    @Test("What needs an escape gets one wherever it stands among the blocks")
    func writtenBlocks() {
        for length in 0..<150 {
            for mark in ["\"", "\\", "\n", "\u{1}", "é"] {
                let text =
                    String(repeating: "x", count: length) + mark + String(repeating: "y", count: 40)
                var writer = JSONWriter()
                writer.string(text)
                let read = try? JSONDocument(writer.bytes).root.string
                #expect(read == text)
            }
        }
    }

    /// RFC 3629 section 4: what is not the shortest form, a surrogate, or beyond U+10FFFF.
    @Test(
        "Refuses what is not UTF-8",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONDocument([0x22] + bytes + [0x22]) }
        #expect(throws: JSONError.self) { try JSONDocument([0x22] + bytes) }
    }

    @Test("Every Unicode scalar survives, written plainly and as an escape")
    func allScalars() throws {
        for value in stride(from: UInt32(0x20), to: 0x11_0000, by: 37) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else {
                continue
            }
            let text = String(scalar)
            #expect(try JSONDocument(Array("\"\(text)\"".utf8)).root.string == text)
            let escaped = text.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
            let read = try JSONDocument(Array("\"\(escaped)\"".utf8)).root.string
            #expect(read.map { Array($0.unicodeScalars) } == [scalar])
        }
    }

    @Test("The limits are exact: at the limit it is taken, one above it is not")
    func limits() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect((try? JSONDocument(nested(128))) != nil)
        #expect(throws: JSONError.tooDeep(depthMax: 128)) { try JSONDocument(nested(129)) }
        #expect(throws: JSONError.tooDeep(depthMax: 128)) {
            try JSONDocument(Array(String(repeating: "{\"a\":", count: 500_000).utf8))
        }
        #expect((try? JSONDocument(Array("[1,2,3]".utf8), valuesMax: 4)) != nil)
        #expect(throws: JSONError.tooManyValues(valuesMax: 4)) {
            try JSONDocument(Array("[1,2,3,4]".utf8), valuesMax: 4)
        }
    }

    @Test("An error tells where, and quotes nothing of the text")
    func errors() {
        let error = #expect(throws: JSONError.self) {
            try JSONDocument(Array(#"{"name":"Jane" "score":1}"#.utf8))
        }
        #expect(error == .malformed(offset: 15, expected: "',' or '}'"))
        #expect(error?.description == "not JSON: expected ',' or '}' at byte 15")
    }

    @Test("Random documents read back as they were written", arguments: 0..<8)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<Fuzz.cases(100) {
            let value = RandomJSON.make(depth: 0, &random)
            let text = value.text(&random)
            let document = try JSONDocument(Array(text.utf8))
            #expect(RandomJSON(document.root) == value, "\(text)")
            #expect(Array(document.root.sourceBytes) == Array(text.utf8).trimmed)
        }
    }

    /// Nothing here may trap, and what is taken must be readable to its last value.
    @Test("Broken documents are refused or read, never trusted", arguments: 0..<8)
    func fuzz(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 100)
        var taken = 0
        for _ in 0..<Fuzz.cases(2000) {
            var bytes = Array(RandomJSON.make(depth: 0, &random).text(&random).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2:
                    bytes.insert(
                        Array("\"\\{}[],:0-e.u\u{7F}".utf8).randomElement(using: &random) ?? 0,
                        at: place)
                default: bytes.removeLast(bytes.count - place)
                }
            }
            guard let document = try? JSONDocument(bytes) else { continue }
            taken += 1
            #expect(String(validating: bytes, as: UTF8.self) != nil)
            let value = RandomJSON(document.root)
            let again = try JSONDocument(Array(value.text(&random).utf8))
            #expect(RandomJSON(again.root) == value)
        }
        #expect(taken > 0)
    }
}

extension [UInt8] {
    /// Without JSON's white space at both ends.
    fileprivate var trimmed: [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        return Array(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
