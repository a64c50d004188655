import Model
import Targets
import Testing

struct MessageTemplateTests {
    private func render(
        _ source: String, _ event: Event = Fixture.event(),
        _ escaping: MessageTemplate.Escaping = .none
    ) throws -> String {
        try MessageTemplate(source, escaping: escaping).render(Fixture.context(event))
    }

    @Test("every word of an event can be used")
    func words() throws {
        let event = Fixture.event(
            fields: ["score": .number(JSONNumber(91))], headers: ["X-Tenant": "acme"],
            body: #"{"a":{"b":["x",{"c":12345678901234567890.10}]},"t":true}"#)
        let expectations = [
            "source": "apriora", "type": "session.completed", "milestone": "report_ready",
            "definition": "pos_91", "run": "r-7", "fields.score": "91", "headers.x-tenant": "acme",
            "headers.X-TENANT": "acme", "body.a.b.0": "x", "body.t": "true",
            "body.a.b.1.c": "12345678901234567890.10", "event_id": event.id.description,
            "delivery_id": Fixture.deliveryID.description, "method": "POST", "target": "audit",
            "received": Fixture.now.description, "attempt": "1", "body.a.b": nil,
            "count(body.a.b)": "2",
            "uppercased(source)": "APRIORA",
        ]
        for (word, expected) in expectations {
            let text = try render("{{\(word)}}", event)
            #expect(text == expected ?? #"["x",{"c":12345678901234567890.10}]"#, "\(word)")
        }
    }

    @Test(
        "what is missing renders as nothing",
        arguments: [
            "fields.none", "body.none.deeper", "body.0", "headers.none", "interview",
        ])
    func missing(word: String) throws {
        #expect(
            try render("[{{\(word)}}{{#\(word)}}x{{/\(word)}}{{^\(word)}}-{{/\(word)}}]") == "[-]")
    }

    @Test("a body that is not JSON has no words, and null is nothing")
    func noBody() throws {
        #expect(try render("[{{body.a}}]", Fixture.event(body: "a=1")) == "[]")
        let event = Fixture.event(body: #"{"type":null,"l":[]}"#)
        #expect(try render("[{{#body}}{{#type}}x{{/type}}{{/body}}]", event) == "[]")
        #expect(
            try render("[{{#body.l}}x{{/body.l}}{{^body.l}}none{{/body.l}}]", event) == "[none]")
    }

    @Test("sections go through arrays")
    func sections() throws {
        let event = Fixture.event(body: #"{"l":[{"n":"a"},{"n":"b"}]}"#)
        #expect(try render("{{#body.l}}{{n}};{{/body.l}}", event) == "a;b;")
    }

    @Test("data is never read as a template")
    func noInjection() throws {
        let event = Fixture.event(fields: ["v": .string("{{source}}{{>x}}")])
        #expect(try render("{{fields.v}}", event) == "{{source}}{{>x}}")
    }

    @Test("each escaping escapes values, not the template's own text")
    func escapings() throws {
        let event = Fixture.event(fields: ["v": .string("<&>\"'\n/")])
        let expected: [MessageTemplate.Escaping: String] = [
            .none: "<<&>\"'\n/", .mrkdwn: "<&lt;&amp;&gt;\"'\n/",
            .mrkdwnLine: "<&lt;&amp;&gt;\"' /",
            .percent: "<%3C%26%3E%22%27%0A%2F", .json: "<<&>\\\"'\\n/",
            .xml: "<&lt;&amp;&gt;&quot;&#39;\n/", .mrkdwnJSON: "<&lt;&amp;&gt;\\\"'\\n/",
            .markdown: "<\\<&\\>\"' /", .googleChat: "<<\u{200B}&>\"' /",
            .noteLine: "<<&>\"' /",
        ]
        for escaping in MessageTemplate.Escaping.allCases {
            #expect(try render("<{{fields.v}}", event, escaping) == expected[escaping])
            #expect(try render("{{{fields.v}}}", event, escaping) == "<&>\"'\n/")
        }
    }

    @Test(
        "a default stands in for what is missing, null or empty, and for nothing else",
        arguments: [
            (#"{{default(fields.none, "no job")}}"#, "no job"),
            (#"[{{ default( fields.empty ,  "-" ) }}]"#, "[-]"),
            (#"{{default(body.null, "n")}}{{default(body.gone.deeper, "g")}}"#, "ng"),
            (#"{{default(run, "none")}}"#, "r-7"), (#"{{default(body.zero, "none")}}"#, "0"),
            (#"{{default(body.false, "none")}}"#, "false"),
            (#"{{default(body.list, "none")}}{{default(body.object, "none")}}"#, "[]{}"),
            (#"{{default(date(received), "no date")}}"#, "2026-01-05"),
            (#"{{default(uppercased(fields.none), "none")}}"#, "none"),
            (#"{{default(first(body.list), "none")}}"#, "none"),
            (#"{{#body.people}}{{default(name, "?")}};{{/body.people}}"#, "Ada;?;"),
            ("a\n{{default(fields.none, \"x\")}}\nb", "a\nx\nb"),
            (#"{{{default(fields.none, "a & b")}}}"#, "a & b"),
        ])
    func defaults(source: String, expected: String) throws {
        let event = Fixture.event(
            fields: ["empty": .string("")],
            body: #"{"null":null,"zero":0,"false":false,"list":[],"object":{},"#
                + #""people":[{"name":"Ada"},{"name":null}]}"#)
        #expect(try render(source, event) == expected)
    }

    @Test("a default is escaped as the value would be")
    func escapedDefaults() throws {
        let source = #"{{default(fields.none, "a <b> \ & c")}}"#
        #expect(try render(source, .json) == #"a <b> \\ & c"#)
        #expect(try render(source, .mrkdwn) == #"a &lt;b&gt; \ &amp; c"#)
        #expect(try render(source, .percent) == "a%20%3Cb%3E%20%5C%20%26%20c")
        #expect(try MessageTemplate(source, escaping: .none).words == ["fields"])
    }

    private func render(_ source: String, _ escaping: MessageTemplate.Escaping) throws -> String {
        try render(source, Fixture.event(), escaping)
    }

    @Test(
        "a default that is written otherwise is an error",
        arguments: [
            "{{default(run)}}", "{{default(run, none)}}", #"{{default(run, "")}}"#,
            #"{{#default(run, "x")}}{{/default(run, "x")}}"#, #"{{default(run, "{x")}}"#,
            #"{{uppercased(default(run, "x"))}}"#, #"{{default(run, "x"}}"#, #"{{default("x")}}"#,
        ])
    func wrongDefaults(source: String) {
        #expect(throws: TemplateError.self) { try MessageTemplate(source, escaping: .none) }
    }

    @Test("lines are kept as they are written")
    func layout() throws {
        #expect(try render("a\n{{run}}\n\n b{{run}}") == "a\nr-7\n\n br-7")
        #expect(try render("{{run}}\n{{#run}}\nx\n{{/run}}\nend") == "r-7\nx\nend")
    }

    @Test(
        "an error says what is wrong and where",
        arguments: [
            ("a {{run", 1, 3), ("a\nb {{> part}}", 2, 3), ("{{<x}}{{/x}}", 1, 1), ("{{$x}}", 1, 1),
            ("{{=<% %>=}}", 1, 1), ("{{%CONTENT_TYPE:HTML}}", 1, 1), ("x\n{{a b}}", 2, nil),
            ("{{#a}}", 1, nil), ("{{#a}}\n{{/b}}", 2, nil), ("{{{a}}", 1, nil),
            ("{{}}{{/a}}", 1, nil), ("{{", 1, 1), ("{{{", 1, 1), ("{{!", 1, 1),
        ] as [(String, Int, Int?)])
    func errors(source: String, line: Int, column: Int?) throws {
        let error = #expect(throws: TemplateError.self) {
            try MessageTemplate(source, escaping: .none)
        }
        #expect(error?.line == line)
        if let column { #expect(error?.column == column) }
    }

    @Test("arbitrary text never crashes the parser, and renders or is refused")
    func fuzz() {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "{{", "}}", "{", "}", "#", "^", "/", "!", "&", "a", "run", ".", "(", ")", " ", "\n",
            "\r\n", "\r", "\u{2028}", "é", "=", "%", ">", "<", "*", "\u{301}",
        ]
        for _ in 0..<5000 {
            let source = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            guard let template = try? MessageTemplate(source, escaping: .mrkdwn) else { continue }
            #expect(throws: Never.self) { try template.render(Fixture.context()) }
        }
    }

    @Test("loops in loops end with a failure instead of filling memory")
    func bounded() throws {
        let list = "[" + String(repeating: "1,", count: 20_000) + "1]"
        let event = Fixture.event(body: "{\"l\":\(list)}")
        let source = "{{#body.l}}{{#body.l}}{{#body.l}}some text{{/body.l}}{{/body.l}}{{/body.l}}"
        let failure = #expect(throws: RenderFailure.self) { try render(source, event) }
        #expect(failure?.reason.code == "template_too_large")
        #expect(try render("{{#body.l}}x{{/body.l}}", event).count == 20_001)
    }

    @Test("it knows the words it uses")
    func usedWords() throws {
        let template = try MessageTemplate(
            "{{#fields.a}}{{uppercased(body.x)}}{{/fields.a}}{{! note }}{{{run}}}", escaping: .none)
        #expect(template.words == ["fields", "body", "run"])
    }
}
