extension GoldenCase {
    static let targetsMore: [GoldenCase] = [
        GoldenCase(
            title: "a mapping that is a number",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    timeout: 30s
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:14: error: expected a mapping of connect, total, got '30s'
                    timeout: 30s
                             ^

                """#),
        GoldenCase(
            title: "rates that are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    rate: 50 per second
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:11: error: expected a rate such as 50/s, 10/10s or 100/m, got \#
                '50 per second'
                    rate: 50 per second
                          ^

                """#),
        GoldenCase(
            title: "a rate of nothing",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    rate: 0/s
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:11: error: expected a rate such as 50/s, 10/10s or 100/m, got \#
                '0/s'
                    rate: 0/s
                          ^

                """#),
        GoldenCase(
            title: "address blocks that are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    allow_private: [10.2.3.4/16, 10.0.0.0/33, local]
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:21: error: expected an address block such as 10.2.0.0/16, got \#
                '10.2.3.4/16'
                    allow_private: [10.2.3.4/16, 10.0.0.0/33, local]
                                    ^
                hint: did you mean '10.2.0.0/16'?
                routes.yaml:8:34: error: expected an address block such as 10.2.0.0/16, got \#
                '10.0.0.0/33'
                    allow_private: [10.2.3.4/16, 10.0.0.0/33, local]
                                                 ^
                routes.yaml:8:47: error: expected an address block such as 10.2.0.0/16, got \#
                'local'
                    allow_private: [10.2.3.4/16, 10.0.0.0/33, local]
                                                              ^

                """#),
        GoldenCase(
            title: "numbers in quotes and out of range",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    concurrency: "20"
                    retry: { attempts: 0, jitter: 1.5 }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:18: error: expected a whole number from 1 to 1000, got '20'
                    concurrency: "20"
                                 ^
                hint: write it without quotes
                routes.yaml:9:24: error: expected a whole number from 1 to 10000, got 0
                    retry: { attempts: 0, jitter: 1.5 }
                                       ^
                routes.yaml:9:35: error: expected a number from 0.0 to 1.0, got 1.5
                    retry: { attempts: 0, jitter: 1.5 }
                                                  ^

                """#),
        GoldenCase(
            title: "an order that is none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    order_by: interview
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:15: error: expected 'run', got 'interview'
                    order_by: interview
                              ^
                hint: one of: run

                """#),
        GoldenCase(
            title: "waiting for how long",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    order_by: run
                    on_blocked: skip_after
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:9:17: error: expected 'wait', or 'skip_after' with a duration \#
                such as 'skip_after 10m', got 'skip_after'
                    on_blocked: skip_after
                                ^
                hint: say how long: skip_after 10m

                """#),
        GoldenCase(
            title: "two ways to authenticate",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    auth: { bearer: "${S}", basic: { username: u } }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:5: error: auth takes exactly one of bearer, basic, header, query, \#
                oauth2
                    auth: { bearer: "${S}", basic: { username: u } }
                    ^

                """#),
        GoldenCase(
            title: "an unknown way to authenticate",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    auth: { barer: "${S}" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:13: error: unknown key 'barer' in auth
                    auth: { barer: "${S}" }
                            ^
                hint: did you mean 'bearer'?

                """#),
        GoldenCase(
            title: "a header without its value",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    auth: { header: { name: X-Key } }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:13: error: header needs 'value': a secret such as "${NAME}"
                    auth: { header: { name: X-Key } }
                            ^

                """#),
        GoldenCase(
            title: "a template that does not end",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    body: |
                      { "a": "{{type}" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:11: error: body: a tag is not closed on its line: expected \#
                '}}' (line 1, column 9 of the template)
                    body: |
                          ^

                """#),
        GoldenCase(
            title: "a section that is not closed",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    body: "{{#fields.score}}x"
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:11: error: body: a section is not closed (line 1, column 19 \#
                of the template)
                    body: "{{#fields.score}}x"
                          ^

                """#),
        GoldenCase(
            title: "a method in small letters",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    method: post
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:13: error: method: must be POST, PUT, PATCH, DELETE or GET, \#
                in capital letters
                    method: post
                            ^

                """#),
        GoldenCase(
            title: "a credential among forwarded headers",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    forward_headers: [X-Ok, Authorization]
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:22: error: forward_headers: 'Authorization' is never \#
                forwarded: it is a credential, belongs to one connection, or is set by \#
                Signalbox itself
                    forward_headers: [X-Ok, Authorization]
                                     ^

                """#),
        GoldenCase(
            title: "half a client certificate",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    client_cert: /etc/ssl/client.pem
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:5: error: 'client_cert' and 'client_key' belong together
                    client_cert: /etc/ssl/client.pem
                    ^

                """#),
    ]
}
