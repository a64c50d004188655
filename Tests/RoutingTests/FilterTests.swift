import Model
import Testing

@testable import Routing

@Suite("Filters")
struct FilterTests {
    @Test("A path reaches every field of an event, dotted and as a pointer")
    func fields() throws {
        let id = EventID.make(at: Timestamp(milliseconds: 1))
        let facts = try facts(
            #"{"data":{"items":[{"a.b":1}]}}"#, interview: "i1", definition: "4217", run: "r7",
            fields: ["score": .number(JSONNumber(91))], query: "tag=a+b&tag=c&x.y=1",
            headers: HeaderList([.init(name: "X-Event", value: "done")]), id: id)
        for (path, value) in [
            ("id", "\"\(id)\""), ("source", #""xobin""#), ("type", #""session.completed""#),
            ("milestone", #""report_ready""#), ("interview", #""i1""#), ("definition", "4217"),
            ("run", #""r7""#), ("fields.score", "91"), ("/fields/score", "91.0"),
            ("method", #""POST""#), ("query.tag", #""a b""#), ("/query/x.y", #""1""#),
            ("query.x.y", #""1""#), ("headers.x-event", #""done""#),
            ("/headers/X-EVENT", #""done""#), ("/body/data/items/0/a.b", "1"),
            ("received", #""2026-01-05T11:07:40.123+01:00""#),
        ] {
            #expect(try holds(#"{"\#(path)": \#(value)}"#, facts), "\(path)")
            #expect(try !holds(#"{"\#(path)": {"exists": false}}"#, facts), "\(path)")
        }
        #expect(try holds(#"{"body.data.items": {"any": {"/a.b": 1}}}"#, facts))
    }

    @Test("What the sender did not say is missing, not empty")
    func emptyIsMissing() throws {
        let facts = try facts(type: "")
        for path in ["id", "type", "interview", "definition", "run", "fields.x", "query.x"] {
            #expect(try holds(#"{"\#(path)": {"exists": false}}"#, facts), "\(path)")
            #expect(try !holds(#"{"\#(path)": ""}"#, facts), "\(path)")
            #expect(try holds(#"{"\#(path)": {"ne": "a"}}"#, facts), "\(path)")
        }
        #expect(try holds(#"{"body": {"exists": false}}"#, facts))
    }

    @Test("Times are compared as moments, whatever their notation")
    func times() throws {
        let facts = try facts()
        for (condition, answer) in [
            (#"{"gte": "2026-01-05T10:07:40Z"}"#, true),
            (#"{"gt": "2026-01-05T10:07:41Z"}"#, false),
            (#"{"lt": "2026-01-05T10:07:40.124Z"}"#, true),
            (#"{"lt": "2026-01-05T12:07:40+02:00"}"#, false),
        ] {
            #expect(try holds(#"{"received": \#(condition)}"#, facts) == answer, "\(condition)")
        }
    }

    @Test("or needs one part, and needs all, side by side means and")
    func logic() throws {
        let facts = try facts(#"{"a":1,"b":2}"#)
        #expect(try holds(#"{"or": [{"body.a": 9}, {"body.b": 2}]}"#, facts))
        #expect(try !holds(#"{"or": [{"body.a": 9}, {"body.b": 9}]}"#, facts))
        #expect(try holds(#"{"and": [{"body.a": 1}, {"body.b": 2}]}"#, facts))
        #expect(try !holds(#"{"and": [{"body.a": 1}, {"body.b": 9}]}"#, facts))
        #expect(try !holds(#"{"body.a": 1, "body.b": 9}"#, facts))
        #expect(try holds(#"{"not": {"body.a": 1, "body.b": 9}}"#, facts))
    }

    @Test("any, all and none look at elements and below them")
    func elements() throws {
        let facts = try facts(
            #"{"rounds":[{"score":70,"tags":["a"]},{"score":90,"tags":["b","c"]}],"n":[3,8]}"#)
        for (condition, answer) in [
            (#"{"body.rounds": {"any": {"score": {"gte": 90}}}}"#, true),
            (#"{"body.rounds": {"any": {"score": {"gt": 90}}}}"#, false),
            (#"{"body.rounds": {"all": {"score": {"gte": 70}}}}"#, true),
            (#"{"body.rounds": {"all": {"score": {"gt": 70}}}}"#, false),
            (#"{"body.rounds": {"none": {"score": {"lt": 70}}}}"#, true),
            (#"{"body.rounds": {"none": {"score": 70}}}"#, false),
            (#"{"body.rounds": {"any": {"score": 90, "tags": {"contains": "a"}}}}"#, false),
            (#"{"body.rounds": {"any": {"score": 90, "tags": {"any": "c"}}}}"#, true),
            (#"{"body.n": {"any": {"gt": 3, "lt": 8}}}"#, false),
            (#"{"body.n": {"all": {"gte": 3, "lte": 8}}}"#, true),
            (#"{"body.n": {"any": {"not": {"eq": 3}}}}"#, true),
            (#"{"body.n": {"all": {"or": [{"eq": 3}, {"eq": 8}]}}}"#, true),
        ] {
            #expect(try holds(condition, facts) == answer, "\(condition)")
        }
    }

    @Test("Text is compared byte for byte, escapes resolved")
    func bytes() throws {
        #expect(try holds(#"{"body.v": "é"}"#, try facts(#"{"v":"\u00e9"}"#)))
        #expect(try !holds(#"{"body.v": "é"}"#, try facts(#"{"v":"e\u0301"}"#)))
        #expect(try holds(#"{"body.v": {"contains": "<b"}}"#, try facts(#"{"v":"\u003cb\u003e"}"#)))
        #expect(try holds(#"{"body.v": {"contains": "aab"}}"#, try facts(#"{"v":"aaaab"}"#)))
        #expect(try !holds(#"{"body.v": {"contains": "abab"}}"#, try facts(#"{"v":"abaabba"}"#)))
    }

    @Test("A piece of text is found wherever it stands, also when it repeats itself")
    func pieces() {
        var random = SeededGenerator(seed: 3)
        func text(_ count: Int) -> String {
            (0..<count).map { _ in Bool.random(using: &random) ? "a" : "b" }.joined()
        }
        for _ in 0..<3000 {
            let (piece, subject) = (text(.random(in: 1...5, using: &random)), text(12))
            let found = Array(subject.utf8).withUnsafeBufferPointer {
                TextPiece(piece).isFound(in: $0)
            }
            let places = subject.utf8.indices
            #expect(found == places.contains { subject[$0...].hasPrefix(piece) })
        }
    }

    @Test("An ordering across types warns once per condition, however many elements it meets")
    func warnings() throws {
        let body = #"{"v":[\#(Array(repeating: #""a""#, count: 500).joined(separator: ","))]}"#
        let match = try match(#"{"body.v": {"any": {"gt": 5}}}"#, try facts(body))
        #expect(match.isUnrouted)
        #expect(match.warnings.map(\.clause.description) == ["gt 5"])
        #expect(match.warnings.map(\.found) == [.string])
    }

    @Test("A filter built from a document equals the one built by hand")
    func valueType() throws {
        let read = try filter(#"{"body.a": {"gte": 80}, "not": {"run": 7}}"#)
        let built = Filter.and([
            .condition(
                try FilterPath("body.a"), .ordered(.greaterOrEqual, .number(JSONNumber(80)))),
            .not(.condition(try FilterPath("run"), .equals(.string("7")))),
        ])
        #expect(read == built)
    }
}
