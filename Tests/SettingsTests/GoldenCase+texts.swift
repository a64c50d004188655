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
        GoldenCase(
            title: "routes of which one text alone is sent",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /type, verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  s: { kind: slack-api, token: "${S}", channel: C0OWN }
                routes:
                  - { name: a, match: { type: x }, to: [{ target: s, text: one }] }
                  - { name: b, match: { type: x }, to: [{ target: s, text: two }] }
                  - { name: same, match: { type: x }, to: [{ target: s, text: one }], \#
                stale_after: 1h }
                  - { name: c, match: { type: x }, to: [{ target: s, channel: C0B, text: two }] }
                  - { name: off, match: { type: x }, to: [{ target: s, text: x }], enabled: false }
                  - { name: e, match: { type: y }, to: [s] }
                  - { name: f, match: { type: y }, to: [{ target: s, text: three }] }

                """#,
            expected: #"""
                routes.yaml:8:5: warning: 's' gets one message of this route and of 'a', with \#
                the text of 'a'
                  - { name: b, match: { type: x }, to: [{ target: s, text: two }] }
                    ^
                hint: leave out one of the two, or give them different channels
                routes.yaml:10:5: warning: this route matches exactly what 'a' matches
                  - { name: c, match: { type: x }, to: [{ target: s, channel: C0B, text: two }] }
                    ^
                hint: one route can name the targets of both
                routes.yaml:13:5: warning: 's' gets one message of this route and of 'e', with \#
                the text of 'f'
                  - { name: f, match: { type: y }, to: [{ target: s, text: three }] }
                    ^
                hint: leave out one of the two, or give them different channels

                """#),
        GoldenCase(
            title: "a source whose routes come by the settings API",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" }, settings: { key: "${S}" } }
                  b: { verify: { scheme: bearer, secret: "${S}" } }

                """#,
            expected: #"""
                routes.yaml:4:3: warning: no route takes events of 'b': they are stored, and \#
                sent nowhere
                  b: { verify: { scheme: bearer, secret: "${S}" } }
                  ^

                """#),
        GoldenCase(
            title: "headers in clear text that sound secret",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    headers: { X-Api-Key: k123, X-Key: k456, X-Tenant: acme, X-Token: "${S}", \#
                X-Auth: "{{body.token}}" }
                  u: { kind: http, url: "https://user:pass@example.com/" }
                routes:
                  - { name: r, match: all, to: [t, u] }

                """#,
            expected: #"""
                routes.yaml:8:27: warning: a secret in clear text
                    headers: { X-Api-Key: •••, X-Key: •••, X-Tenant: acme, X-Token: "${S}", \#
                X-Auth: "{{body.token}}" }
                                          ^
                hint: write "${NAME}" and set NAME where signalbox runs
                routes.yaml:8:40: warning: a secret in clear text
                    headers: { X-Api-Key: •••, X-Key: •••, X-Tenant: acme, X-Token: "${S}", \#
                X-Auth: "{{body.token}}" }
                                                      ^
                hint: write "${NAME}" and set NAME where signalbox runs
                routes.yaml:9:25: error: url: holds a user or password; say them in `auth` \#
                instead
                  u: { kind: http, url: "•••" }
                                        ^

                """#),
    ]
}
