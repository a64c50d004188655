import Testing

@testable import Model

@Suite("Headers, queries and what a message is about")
struct MessageTests {
    @Test("Header names have no case; order, repetition and values are kept")
    func headers() {
        var headers = HeaderList(["X-A": "1", "x-b": "2, 3", "x-a": "4"])
        #expect(headers["X-a"] == "1" && headers.values("x-A") == ["1", "4"])
        #expect(headers["x-c"] == nil && headers["x-\u{E5}"] == nil)
        #expect(headers.weight == 3 + 1 + 3 + 4 + 3 + 1)
        headers.set("X-A", "5")
        #expect(headers.fields.map(\.name) == ["x-b", "X-A"])
        headers.remove("X-B")
        headers.append("k", "v")
        #expect(headers.fields.map(\.value) == ["5", "v"])
        // Only ASCII letters have a case here: the Kelvin sign is not a k.
        #expect(!HeaderList.equal("k", "\u{212A}") && !HeaderList.equal("[", "{"))
    }

    @Test("A name is found among others whatever its case and length")
    func headerNames() {
        let long = String(repeating: "x", count: 200)
        let names = HeaderNames(["cookie", "x-secret", long])
        for name in ["cookie", "Cookie", "X-SECRET", long, long.uppercased()] {
            #expect(names.contains(name))
        }
        for name in ["", "cookies", "x-secre", "accept", "X_SECRET", long + "x"] {
            #expect(!names.contains(name))
        }
        #expect(!HeaderNames([]).contains(""))
    }

    @Test("A field that must stand alone is told apart from none and from several")
    func sole() {
        let headers = HeaderList(["X-A": "1", "x-b": "2", "x-a": "3"])
        #expect(headers.sole("x-a") == .several)
        #expect(headers.sole("X-B") == .value("2"))
        #expect(headers.sole("x-c") == .absent)
        #expect(headers.values("X-a") == ["1", "3"])
    }

    @Test("Query parameters are decoded; the first of a name counts")
    func query() {
        let query = "a=1&b=x+y%21&a=2&c&=d&e=f=g&%61%ZZ=%F0%9F%98%80&z=%FF"
        #expect(QueryString.value("a", in: query) == "1")
        #expect(QueryString.value("b", in: query) == "x y!")
        #expect(QueryString.value("c", in: query) == "")
        #expect(QueryString.value("e", in: query) == "f=g")
        #expect(QueryString.value("a%ZZ", in: query) == "😀")
        #expect(QueryString.value("z", in: query) == "\u{FFFD}")
        #expect(QueryString.value("d", in: query) == nil)
        #expect(QueryString.pairs("").isEmpty && QueryString.pairs("&&").isEmpty)
        #expect(QueryString.decode("%") == "%" && QueryString.decode("%4") == "%4")
        #expect(QueryString.encode("a b/é~") == "a%20b%2F%C3%A9~")
        #expect(QueryString.decode(QueryString.encode("ü&=+% /")) == "ü&=+% /")
    }

    @Test("Removing a credential leaves the rest byte for byte, however the name is written")
    func removing() {
        #expect(QueryString.removing(["token"], from: "a=%41&token=x&b=1+2") == "a=%41&b=1+2")
        #expect(QueryString.removing(["token"], from: "%74oken=x&a=1&token") == "a=1")
        #expect(QueryString.removing(["token"], from: "tokens=1") == "tokens=1")
        #expect(QueryString.removing(["token"], from: "a=1&token=\u{301}x") == "a=1")
        #expect(QueryString.removing(["token"], from: "") == "")
    }

    private func parts(_ body: String?, _ query: String = "") throws -> MessageParts {
        MessageParts(
            headers: HeaderList(["X-Event": "head", "X-Id": "h1"]), query: query,
            body: try body.map { try JSONDocument(Array($0.utf8)).root })
    }

    private func places(_ texts: String...) throws -> [ValuePlace] {
        try texts.map { try #require(ValuePlace($0)) }
    }

    @Test("The first place that holds something counts; numbers keep their digits")
    func identity() throws {
        var mapping = EventMapping(
            type: try places("/gone", "/empty", "event.kind", "header:x-event"),
            milestones: ["done": .ended, "head": .started],
            interview: try places("/list", "/null"), definition: try places("/id"),
            run: try places("query:run", "header:X-ID"))
        mapping.fields = ["score": try places("/null", "/score"), "none": try places("/gone")]
        let reader = EventReader(mapping)
        let body =
            #"{"empty":"","event":{"kind":"done"},"id":12345678901234567890123,"list":[],"#
            + #""null":null,"score":9.50}"#
        let identity = try reader.identity(try parts(body, "run=r%201"))
        #expect(identity.type == "done" && identity.milestone == .ended)
        #expect(identity.interview == "")
        #expect(identity.definition == "12345678901234567890123")
        #expect(identity.run == "r 1")
        #expect(identity.fields.map { "\($0.key)=\($0.value.text)" } == ["score=9.50"])
        let bare = try reader.identity(try parts(nil))
        #expect(bare.type == "head" && bare.milestone == .started && bare.run == "h1")
    }

    @Test("Types and ids with control characters or over 256 bytes are refused")
    func problems() throws {
        let reader = EventReader(EventMapping(run: try places("/run")))
        func problem(_ run: String) throws -> EventReader.Problem? {
            let parts = try parts(#"{"run":"\#(run)"}"#)
            do throws(EventReader.Problem) {
                _ = try reader.identity(parts)
                return nil
            } catch {
                return error
            }
        }
        #expect(try problem(String(repeating: "a", count: 256)) == nil)
        #expect(try problem(String(repeating: "a", count: 257)) == .tooLong(what: "run"))
        #expect(try problem(String(repeating: "é", count: 129)) == .tooLong(what: "run"))
        for text in [#"a\u0000"#, #"\n"#, #"\u001f"#, #"\u007f"#, #"\u0085"#, #"\u009f"#] {
            #expect(try problem(text) == .controlCharacter(what: "run"), "\(text)")
        }
        #expect(try problem(#"\u00a0é 😀"#) == nil)
    }

    @Test("A deduplication key with a missing part is no key")
    func dedupe() throws {
        let whole = EventReader(
            EventMapping(dedupe: [.place(try #require(ValuePlace("/a"))), .bodyHash]))
        #expect(whole.dedupeValues(try parts(#"{"a":"ab"}"#)) == [.text("ab"), .bodyHash])
        #expect(whole.dedupeValues(try parts(#"{"a":null}"#)) == nil)
        #expect(whole.dedupeValues(try parts(nil)) == nil)
        #expect(EventReader(EventMapping()).dedupeValues(try parts("{}")) == nil)
    }

    @Test("Places are read as written in routes.yaml")
    func valuePlaces() {
        #expect(ValuePlace("header:X-Event") == .header("x-event"))
        #expect(ValuePlace("query:kind") == .query("kind"))
        #expect(ValuePlace("/a/b") == ValuePlace("a.b"))
        for text in ["", "header:", "query:", "/~", "a..b"] { #expect(ValuePlace(text) == nil) }
    }
}
