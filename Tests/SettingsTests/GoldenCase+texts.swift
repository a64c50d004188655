extension GoldenCase {
    static let texts: [GoldenCase] = [
        GoldenCase(
            title: "names in templates that no event has",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                kinds:
                  crm:
                    base: https://crm.example.com
                    path: /notes
                    body: { note: "{note}" }
                    text: note
                    keys: { note: { type: message } }
                targets:
                  text: { kind: http, url: "https://example.com/", body: "{{sorce}}" }
                  tree: { kind: http, url: "https://example.com/", body: { a: ["{{{bdy.x}}}"] } }
                  path: { kind: http, url: "https://example.com/{{feilds.x}}" }
                  header: { kind: http, url: "https://example.com/", headers: { X-Run: "{{rum}}" } }
                  chat: { kind: slack, url: "${URL}", text: "{{candidate_name}}" }
                  mine: { kind: crm, note: "{{defualt(fields.x, \"-\")}}" }
                  good: { kind: slack, url: "${URL}" }
                routes:
                  - name: a
                    match: all
                    to: [text, tree, path, header, chat, mine]
                  - name: b
                    match: { type: x }
                    to:
                      - { target: good, text: "{{#body.l}}{{name}}{{/body.l}} {{milstone}}" }

                """#,
            expected: #"""
                routes.yaml:12:58: error: body: an event has no 'sorce' (line 1, column 1 of \#
                the template)
                  text: { kind: http, url: "https://example.com/", body: "{{sorce}}" }
                                                                         ^
                hint: did you mean 'source'?
                routes.yaml:13:64: error: not a template: an event has no 'bdy.x'
                  tree: { kind: http, url: "https://example.com/", body: { a: ["{{{bdy.x}}}"] } }
                                                                               ^
                hint: did you mean 'body.x'?
                routes.yaml:14:28: error: url: an event has no 'feilds.x' (line 1, column 2 of \#
                the template)
                  path: { kind: http, url: "https://example.com/{{feilds.x}}" }
                                           ^
                hint: did you mean 'fields.x'?
                routes.yaml:15:63: error: headers.X-Run: an event has no 'rum' (line 1, column \#
                1 of the template)
                  header: { kind: http, url: "https://example.com/", headers: { X-Run: \#
                "{{rum}}" } }
                                                                              ^
                hint: did you mean 'run'?
                routes.yaml:16:45: error: text: an event has no 'candidate_name' (line 1, \#
                column 1 of the template)
                  chat: { kind: slack, url: "${URL}", text: "{{candidate_name}}" }
                                                            ^
                hint: did you mean 'fields.candidate_name' or 'body.candidate_name'?
                routes.yaml:17:28: error: note: there is no helper 'defualt' (line 1, column 1 \#
                of the template)
                  mine: { kind: crm, note: "{{defualt(fields.x, \"-\")}}" }
                                           ^
                hint: did you mean 'default'?
                routes.yaml:26:31: error: text: an event has no 'milstone' (line 1, column 32 \#
                of the template)
                      - { target: good, text: "{{#body.l}}{{name}}{{/body.l}} {{milstone}}" }
                                              ^
                hint: did you mean 'milestone'?

                """#),
    ]
}
