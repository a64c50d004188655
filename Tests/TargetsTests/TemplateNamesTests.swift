import Targets
import Testing

/// Names that a template can have, and cannot have.
struct TemplateNamesTests {
    @Test(
        "what no event can have is an error that says what was meant",
        arguments: [
            ("{{feilds.x}}", "an event has no 'feilds.x'", "did you mean 'fields.x'?"),
            ("{{sorce}}", "an event has no 'sorce'", "did you mean 'source'?"),
            ("{{{ bdy.a.0 }}}", "an event has no 'bdy.a.0'", "did you mean 'body.a.0'?"),
            (
                "{{#milstone}}x{{/milstone}}", "an event has no 'milstone'",
                "did you mean 'milestone'?"
            ),
            ("{{^runn}}x{{/runn}}", "an event has no 'runn'", "did you mean 'run'?"),
            ("{{uppercased(typ)}}", "an event has no 'typ'", "did you mean 'type'?"),
            (
                #"{{default(date(recieved), "?")}}"#, "an event has no 'recieved'",
                "did you mean 'received'?"
            ),
            (
                "{{candidate_name}}", "an event has no 'candidate_name'",
                "did you mean 'fields.candidate_name' or 'body.candidate_name'?"
            ),
            (
                "{{#fields.x}}{{feilds.x}}{{/fields.x}}", "an event has no 'feilds.x'",
                "did you mean 'fields.x'?"
            ),
            (
                "{{^body.l}}{{name}}{{/body.l}}", "an event has no 'name'",
                "did you mean 'fields.name' or 'body.name'?"
            ),
            (
                "{{#body.l}}{{name}}{{/body.l}}{{name}}", "an event has no 'name'",
                "did you mean 'fields.name' or 'body.name'?"
            ),
            ("{{defualt(run)}}", "there is no helper 'defualt'", "did you mean 'default'?"),
            ("{{upercased(run)}}", "there is no helper 'upercased'", "did you mean 'uppercased'?"),
            (
                "{{truncate40(run)}}", "there is no helper 'truncate40'",
                "did you mean 'truncated40'?"
            ),
            ("{{wrong(run)}}", "there is no helper 'wrong'", nil),
        ] as [(String, String, String?)])
    func strangers(source: String, problem: String, hint: String?) {
        let error = #expect(throws: TemplateError.self) {
            try MessageTemplate(source, escaping: .none)
        }
        #expect(error?.problem == problem)
        #expect(error?.hint == hint)
    }

    @Test(
        "within a section over a value of the sender's own, names may be its own",
        arguments: [
            "{{#body.l}}{{name}}{{^x}}{{y}}{{/x}}{{#run}}{{z}}{{/run}}{{/body.l}}{{run}}",
            "{{#body}}{{a.b}}{{/body}}", "{{#fields}}{{job}}{{/fields}}",
            "{{#headers}}{{tenant}}{{/headers}}",
            "{{#first(body.l)}}{{name}}{{/first(body.l)}}", "{{#body.l}}{{.}}{{/body.l}}",
            "{{! anything }}",
        ])
    func namesOfSections(source: String) {
        #expect(throws: Never.self) { try MessageTemplate(source, escaping: .none) }
    }
}
