extension GoldenCase {
    static let programs: [GoldenCase] = [
        GoldenCase(
            title: "a jq program that does not compile, shown in its line",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    jq: |
                      # who, and how well
                      {
                        name: .candidate.name,
                        score: round_to(.score; 1)
                      }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:12:9: error: not a jq program: round_to/2 is not defined
                        score: round_to(.score; 1)
                        ^

                """#),
        GoldenCase(
            title: "jq programs in quotes, that end too early, beside a body",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    jq: "{a: .a"
                    body: { a: 1 }
                  u: { kind: http, url: "https://example.com/", jq: ".a\n| $b" }
                routes:
                  - { name: r, match: all, to: [t, u] }

                """#,
            expected: #"""
                routes.yaml:8:5: error: a target takes body or jq, not both
                    jq: "{a: .a"
                    ^
                routes.yaml:8:9: error: not a jq program: it ends before it is complete
                    jq: "{a: .a"
                        ^
                routes.yaml:10:53: error: not a jq program: $b is not defined (in its line 2)
                  u: { kind: http, url: "https://example.com/", jq: ".a\n| $b" }
                                                                    ^

                """#),
        GoldenCase(
            title: "what is no jq program, or reads what it must not",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/", jq: { a: .b } }
                  u: { kind: http, url: "https://example.com/", jq: 'import "x" as x; .' }
                  v: { kind: http, url: "https://example.com/", jq: '{key: "${S}"}' }
                  w: { kind: http, url: "https://example.com/", jq: }
                routes:
                  - { name: r, match: all, to: [t, u, v, w] }

                """#,
            expected: #"""
                routes.yaml:5:53: error: expected a jq program, got a mapping
                  t: { kind: http, url: "https://example.com/", jq: { a: .b } }
                                                                    ^
                hint: write it as a block: jq: |, or in quotes
                routes.yaml:6:53: error: not a jq program: syntax error, unexpected import
                  u: { kind: http, url: "https://example.com/", jq: 'import "x" as x; .' }
                                                                    ^
                routes.yaml:7:53: error: a jq program takes no ${…}: others on this machine may \#
                see it
                  v: { kind: http, url: "https://example.com/", jq: '{key: "${S}"}' }
                                                                    ^
                hint: put credentials into `auth` or `headers`
                routes.yaml:8:49: error: expected a jq program, got nothing
                  w: { kind: http, url: "https://example.com/", jq: }
                                                                ^
                hint: write it as a block: jq: |, or in quotes

                """#),
    ]
}
