import Model
import Targets
import Testing

@Suite("Bodies that are trees")
struct BodyTreeTests {
    private func body(
        _ tree: BodyTree, omitsEmpty: Bool = false, _ event: Event = Fixture.event()
    ) throws -> String {
        let target = try Fixture.http { $0.body = .tree(tree, omitsEmpty: omitsEmpty) }
        let request = try target.request(for: Fixture.context(event)).get()
        #expect(request.headers["content-type"] == "application/json")
        return String(decoding: request.body, as: UTF8.self)
    }

    @Test("texts are templates, names and other values stand as they are, in order")
    func structure() throws {
        let tree = BodyTree.object([
            ("z", .template("from {{source}}")), ("{{a}}", .literal(.number(JSONNumber(7)))),
            ("list", .list([.literal(.bool(true)), .literal(.null), .template("{{run}}")])),
        ])
        #expect(
            try body(tree)
                == #"{"z":"from apriora","{{a}}":7,"list":[true,null,"r-7"]}"#)
    }

    @Test(
        "no value leaves its string",
        arguments: [
            #"","admin":true,"x":""#, "\\", "\u{0}\n\u{2028}", "{{source}}", "</script>", "\"}]",
        ])
    func injection(value: String) throws {
        let event = Fixture.event(fields: ["name": .string(value)])
        let tree = BodyTree.object([
            ("note", .template("{{fields.name}}")), ("raw", .template("<{{{fields.name}}}>")),
            ("lone", .template("{{{fields.name}}}")),
        ])
        let root = try JSONDocument(Array(try body(tree, event).utf8)).root
        #expect(root.members.map(\.key) == ["note", "raw", "lone"])
        #expect(root.member("note")?.string == value)
        #expect(root.member("raw")?.string == "<\(value)>")
        #expect(root.member("lone")?.string == value)
    }

    private func body(_ tree: BodyTree, _ event: Event) throws -> String {
        try body(tree, omitsEmpty: false, event)
    }

    @Test(
        "a lone {{{path}}} keeps the value's type and digits",
        arguments: [
            ("{{{body.n}}}", "12345678901234567890.10"), ("{{{ body.flag }}}", "false"),
            ("{{{body.list}}}", #"[1, "a"]"#), ("{{{body.o.x}}}", "null"),
            ("{{{body.list.1}}}", #""a""#), ("{{{body.gone}}}", "null"),
            ("{{{fields.score}}}", "91"), ("{{{fields.gone}}}", "null"), ("{{{run}}}", #""r-7""#),
            ("{{{headers.x-a}}}", #""1""#), ("{{{interview}}}", "null"),
            ("{{body.n}}", #""12345678901234567890.10""#),
            ("{{{body.n}}} ", #""12345678901234567890.10 ""#),
        ])
    func types(template: String, expected: String) throws {
        let event = Fixture.event(
            fields: ["score": .number(JSONNumber(91))], headers: ["X-A": "1"],
            body: #"{"n":12345678901234567890.10,"flag":false,"list":[1, "a"],"o":{"x":null}}"#)
        #expect(try body(.list([.template(template)]), event) == "[\(expected)]")
    }

    @Test("omit_empty leaves out what has no value, and what is empty because of that")
    func omitEmpty() throws {
        let event = Fixture.event(body: #"{"e":[],"s":"","zero":0,"no":false}"#)
        let tree = BodyTree.object([
            ("a", .template("{{fields.gone}}")), ("b", .template("{{{body.e}}}")),
            ("c", .object([("d", .template("{{{body.s}}}"))])), ("e", .literal(.null)),
            ("f", .template("{{{body.zero}}}")), ("g", .template("{{{body.no}}}")),
            ("h", .list([.template("{{fields.gone}}"), .template("x")])),
        ])
        #expect(try body(tree, omitsEmpty: true, event) == #"{"f":0,"g":false,"h":["x"]}"#)
        #expect(
            try body(tree, event)
                == #"{"a":"","b":[],"c":{"d":""},"e":null,"f":0,"g":false,"h":["","x"]}"#)
    }

    @Test("what would grow beyond the limit is no request")
    func bounded() throws {
        let text = String(repeating: "x", count: 3 << 20)
        let event = Fixture.event(body: #"{"t":"\#(text)"}"#)
        for template in ["{{{body.t}}}", "{{body.t}}"] {
            let tree = BodyTree.list(Array(repeating: .template(template), count: 3))
            let target = try Fixture.http { $0.body = .tree(tree, omitsEmpty: false) }
            #expect(target.failureCode(Fixture.context(event)) == "template_too_large")
        }
    }

    @Test("a content type that is no JSON, and a template that is none, are refused")
    func refused() {
        #expect(throws: TargetError.self) {
            try Fixture.http {
                $0.headers = [.init(name: "Content-Type", value: "text/plain")]
                $0.body = .tree(.list([]), omitsEmpty: false)
            }
        }
        #expect(throws: TargetError.self) {
            try Fixture.http { $0.body = .tree(.template("{{#open}}"), omitsEmpty: false) }
        }
    }
}

@Suite("Helpers of templates")
struct TemplateHelperTests {
    @Test(
        "they make of a value what their name says; what they cannot read stays as it is",
        arguments: [
            ("date", "2026-01-31T23:30:00+02:00", "2026-01-31"),
            ("time", "2026-01-31T23:30:00+02:00", "21:30"),
            ("date", "1767607660", "2026-01-05"), ("time", "1767607660123", "10:07"),
            ("date", "Jan 05, 2026", "Jan 05, 2026"), ("date", "-5", "-5"),
            ("rounded", "4.5", "5"), ("rounded", "-4.4", "-4"), ("rounded1", "3.14159", "3.1"),
            ("rounded2", "-0.005", "-0.01"), ("rounded2", "7", "7.00"), ("rounded", "many", "many"),
            ("rounded", "1e30", "1e30"), ("truncated5", "abcdefgh", "abcd…"),
            ("truncated5", "abc", "abc"), ("url_encoded", "a b&c/ü", "a%20b%26c%2F%C3%BC"),
            ("slack_escaped", "<!channel> & co", "&lt;!channel&gt; &amp; co"),
            ("uppercased", "abc", "ABC"), ("capitalized", "dANA", "Dana"),
        ])
    func helpers(name: String, value: String, expected: String) throws {
        let event = Fixture.event(fields: ["x": .string(value)])
        let template = try MessageTemplate("{{\(name)(fields.x)}}", escaping: .none)
        #expect(try template.render(Fixture.context(event)) == expected)
    }

    @Test("numbers work like texts, helpers within helpers, and what is missing is left out")
    func combined() throws {
        let event = Fixture.event(fields: ["score": .number(JSONNumber("91.27") ?? JSONNumber(0))])
        func render(_ text: String) throws -> String {
            try MessageTemplate(text, escaping: .none).render(Fixture.context(event))
        }
        #expect(try render("{{rounded1(fields.score)}}") == "91.3")
        #expect(try render("{{uppercased(truncated3(source))}}") == "AP…")
        #expect(try render("{{date(fields.gone)}}{{^fields.gone}}none{{/fields.gone}}") == "none")
    }

    @Test("values are escaped for where they stand after a helper too")
    func escaped() throws {
        let event = Fixture.event(fields: ["x": .string("a\"b<c")])
        func render(_ escaping: MessageTemplate.Escaping) throws -> String {
            try MessageTemplate("{{uppercased(fields.x)}}", escaping: escaping)
                .render(Fixture.context(event))
        }
        #expect(try render(.json) == #"A\"B<C"#)
        #expect(try render(.mrkdwn) == "A\"B&lt;C")
    }

    @Test(
        "a helper that there is not is a mistake of the template",
        arguments: ["shout", "truncated0"])
    func unknown(name: String) {
        #expect {
            _ = try MessageTemplate("ok {{\(name)(source)}}", escaping: .none)
        } throws: { error in
            (error as? TemplateError)?.problem == "there is no helper '\(name)'"
                && (error as? TemplateError)?.column == 4
        }
    }
}
