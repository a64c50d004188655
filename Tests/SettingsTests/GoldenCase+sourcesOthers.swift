extension GoldenCase {
    static let sourcesOthers: [GoldenCase] = [
        GoldenCase(
            title: "words of YAML 1.1 are text",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    enabled: NO
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:14: error: expected true or false, got 'NO'
                    enabled: NO
                             ^
                hint: write false

                """#),
        GoldenCase(
            title: "an acknowledgement that is none",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    ack: { status: 404, bdy: x }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:20: error: expected a whole number from 200 to 299, got 404
                    ack: { status: 404, bdy: x }
                                   ^
                routes.yaml:5:25: error: unknown key 'bdy' in ack
                    ack: { status: 404, bdy: x }
                                        ^
                hint: did you mean 'body'?

                """#),
        GoldenCase(
            title: "a limit above the limit",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    body_limit: 50MiB
                    dedupe_window: 90
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:17: error: expected a size such as 256KiB or 5MiB, at most \#
                5MiB, got '50MiB'
                    body_limit: 50MiB
                                ^
                routes.yaml:6:20: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got 90
                    dedupe_window: 90
                                   ^
                hint: did you mean '90s'?

                """#),
        GoldenCase(
            title: "deduplication that is none",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    dedupe: true
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:13: error: expected a place, a list of places, `body`, or \#
                false, got true
                    dedupe: true
                            ^

                """#),
        GoldenCase(
            title: "names that cannot stand in a URL",
            yaml: #"""
                version: 1
                sources:
                  "a/b": { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:3: error: 'a/b' cannot be the name of a source
                  "a/b": { verify: { scheme: bearer, secret: "${S}" } }
                  ^
                hint: letters, digits, '-' and '_', at most 64 of them

                """#),
        GoldenCase(
            title: "a source without a route",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                  b: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: { source: b }, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:3: warning: no route takes events of 'a': they are stored, \#
                and sent nowhere
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                  ^

                """#),
    ]
}
