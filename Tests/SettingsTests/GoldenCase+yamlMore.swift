extension GoldenCase {
    static let yamlMore: [GoldenCase] = [
        GoldenCase(
            title: "a syntax error on a line with a secret",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      secret: hunter2: more

                """#,
            expected: #"""
                routes.yaml:5:22: error: not YAML: mapping values are not allowed in this \#
                context
                      secret: •••
                                 ^
                hint: quote text that holds ': '

                """#),
        GoldenCase(
            title: "repeated secrets are not shown",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: hunter2, secret: hunter3 }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:4:39: warning: a secret in clear text
                    verify: { scheme: bearer, secret: •••, secret: ••• }
                                                      ^
                hint: write "${NAME}" and set NAME where signalbox runs
                routes.yaml:4:48: error: the key 'secret' stands here twice; first in line 4
                    verify: { scheme: bearer, secret: •••, secret: ••• }
                                                           ^

                """#),
        GoldenCase(
            title: "a merge key",
            yaml: #"""
                version: 1
                sources: {}
                defaults: &d { rate: 1/s }
                tests: []
                targets:
                  t: { kind: http, url: "https://example.com/", <<: *d }

                """#,
            expected: #"""
                routes.yaml:6:49: error: unknown key '<<' in a target of kind http
                  t: { kind: http, url: "https://example.com/", <<: *d }
                                                                ^
                hint: YAML 1.2 has no merge keys: write the keys out, or use 'defaults'

                """#),
    ]
}
