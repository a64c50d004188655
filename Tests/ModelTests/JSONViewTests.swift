import Testing

@testable import Model

@Suite("JSONView, JSONPointer and JSONWriter")
struct JSONViewTests {
    private func root(_ text: String) throws -> JSONView { try JSONDocument(Array(text.utf8)).root }

    /// RFC 6901 section 5.
    @Test(
        "Pointers of RFC 6901 find their values",
        arguments: [
            ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"),
            ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"),
            ("/ ", "7"), ("/m~0n", "8"),
        ])
    func standard(pointer: String, value: String) throws {
        let root = try root(
            #"{"foo":["bar", "baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"#
                + #""m~n":8}"#)
        let parsed = try #require(JSONPointer(pointer))
        let found = try #require(root.value(at: parsed))
        #expect(String(decoding: found.sourceBytes, as: UTF8.self) == value)
        #expect(parsed.description == pointer)
    }

    @Test("Positions are digits without a leading zero; nothing else finds an element")
    func positions() throws {
        let root = try root(#"[10,11,12,13,14,15,16,17,18,19,20,{"01":1,"-":2}]"#)
        #expect(root.value(at: try #require(JSONPointer("/10")))?.number?.int64 == 20)
        #expect(root.value(at: try #require(JSONPointer("11.01")))?.number?.int64 == 1)
        for text in [
            "/00", "/01", "/-1", "/+1", "/-", "/12", "/1e0", "/ 1", "//", "/٣",
            "/99999999999999999999", "/0/0",
        ] {
            #expect(root.value(at: try #require(JSONPointer(text))) == nil, "\(text)")
        }
    }

    @Test("Malformed pointers are nil; separators are bytes, whatever follows them")
    func malformed() throws {
        for text in ["/~", "/~2", "/a~", "/~\u{301}", "a..b", ".a", "a."] {
            #expect(JSONPointer(text) == nil, "\(text)")
        }
        #expect(JSONPointer("")?.tokens == [])
        #expect(JSONPointer("/")?.tokens == [""])
        #expect(JSONPointer("/~01")?.tokens == ["~1"])
        #expect(JSONPointer("a/b.c~d")?.tokens == ["a/b", "c~d"])
        #expect(JSONPointer("/a/\u{301}b")?.tokens == ["a", "\u{301}b"])
        #expect(JSONPointer("a.\u{301}b")?.tokens == ["a", "\u{301}b"])
    }

    @Test("The last of duplicate keys counts; keys are compared byte for byte, escapes resolved")
    func members() throws {
        let root = try root(#"{"a":1,"\u0061":2,"e\u0301":3,"é":4,"b":{"a":5}}"#)
        #expect(root.member("a")?.number?.text == "2")
        #expect(root.member("\u{E9}")?.number?.text == "4")
        #expect(root.member("e\u{301}")?.number?.text == "3")
        #expect(root.member("b")?.member("a")?.number?.text == "5")
        #expect(root.member("c") == nil && root.element(0) == nil)
        #expect(root.count == 5)
    }

    @Test("Values of another kind are nil; ids are read as text")
    func kinds() throws {
        let root = try root(#"["x",1.50,true,null,[],{}]"#)
        let items = Array(root.elements)
        #expect(items.map(\.kind) == [.string, .number, .bool, .null, .array, .object])
        #expect(items.map(\.scalarText) == ["x", "1.50", "true", nil, nil, nil])
        #expect(items.map { $0.number != nil } == [false, true, false, false, false, false])
        #expect(items.map { $0.string != nil } == [true, false, false, false, false, false])
        #expect(items.map { $0.bool } == [nil, nil, true, nil, nil, nil])
        #expect(items[0].withText { Array($0) } == Array("x".utf8))
        #expect(items[1].withText { $0.count } == nil)
        #expect(try self.root(#""\u0041b""#).withText { Array($0) } == Array("Ab".utf8))
    }

    @Test("Every byte is read and written alike wherever it stands in a text")
    func everyPlace() throws {
        let plain = "abcdefghijklmnopqrstuvwx"
        for value in UInt8(0)..<0x80 {
            let special = value < 0x20 || value == UInt8(ascii: "\"") || value == 0x5C
            for place in 0...plain.utf8.count {
                var bytes = Array(plain.utf8)
                bytes.insert(value, at: place)
                let text = String(decoding: bytes, as: UTF8.self)
                var writer = JSONWriter()
                writer.string(text)
                #expect(try root(writer.text).string == text)
                #expect((writer.bytes.count > bytes.count + 2) == special)
                let raw = [UInt8(ascii: "[")] + [0x22] + bytes + [0x22] + [UInt8(ascii: "]")]
                if value == 0x5C {
                    // It may begin an escape with what follows.
                    continue
                } else if special {
                    #expect(throws: JSONError.self) { try JSONDocument(raw) }
                } else {
                    #expect(try JSONDocument(raw).root.element(0)?.string == text)
                }
            }
        }
    }

    @Test("What the writer writes is JSON, in order, with every string escaped")
    func writer() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("a\"", "\\ \n \u{1} é 😀")
            writer.member("n", UInt64.max)
            writer.member("b", false)
            writer.key("list")
            writer.array { writer in
                writer.null()
                writer.scalar(.number(JSONNumber(-5)))
                writer.array { _ in }
                writer.object { _ in }
                writer.raw(#"{"x":1}"#)
            }
        }
        #expect(
            writer.text
                == #"{"a\"":"\\ \n \u0001 é 😀","n":18446744073709551615,"b":false,"#
                + #""list":[null,-5,[],{},{"x":1}]}"#)
        let root = try JSONDocument(writer.bytes).root
        #expect(root.member("a\"")?.string == "\\ \n \u{1} é 😀")
    }
}
