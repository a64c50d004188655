extension GoldenCase {
    static let sourcesMore: [GoldenCase] = [
        GoldenCase(
            title: "references that are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${1A}" } }
                  b: { verify: { scheme: bearer, secret: "${S" } }
                  c: { verify: { scheme: bearer, secret: "${file:relative}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:42: error: '${1A}' is no reference
                  a: { verify: { scheme: bearer, secret: "•••" } }
                                                         ^
                hint: write ${NAME} or ${file:/path}; $${ stands for ${ itself
                routes.yaml:4:42: error: '${' without '}'
                  b: { verify: { scheme: bearer, secret: "•••" } }
                                                         ^
                hint: write ${NAME} or ${file:/path}; $${ stands for ${ itself
                routes.yaml:5:42: error: '${file:relative}' is no reference
                  c: { verify: { scheme: bearer, secret: "•••" } }
                                                         ^
                hint: write ${NAME} or ${file:/path}; $${ stands for ${ itself

                """#),
        GoldenCase(
            title: "a user name with a colon",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: basic
                      username: "a:b"
                      password: "${S}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:17: error: a user name for Basic authentication cannot \#
                contain ':'
                      username: "a:b"
                                ^

                """#),
        GoldenCase(
            title: "basic without anything",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: basic
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:4:5: error: scheme 'basic' needs 'username': text
                    verify:
                    ^
                routes.yaml:4:5: error: scheme 'basic' needs 'password': a secret such as \#
                "${NAME}"
                    verify:
                    ^

                """#),
        GoldenCase(
            title: "a Standard Webhooks secret that is not base64",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: standard-webhooks
                      secret: "${NOT_BASE64}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:15: error: secret 1 begins with whsec_, but the rest is not \#
                base64
                      secret: "${NOT_BASE64}"
                              ^

                """#),
        GoldenCase(
            title: "hmac without a signature",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: hmac-sha256
                      secret: "${S}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:4:5: error: scheme 'hmac-sha256' needs 'signature': a mapping \#
                of header, pointer, form, query, prefix …
                    verify:
                    ^

                """#),
        GoldenCase(
            title: "a signature that does not cover the body",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: hmac-sha256
                      secret: "${S}"
                      signature: { header: X-Sig }
                      signed: "{timestamp}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:15: error: the signed text does not have {body}, so anyone \#
                who saw one request could send others
                      signed: "{timestamp}"
                              ^
                hint: if its sender signs no more, write unsigned_body: true

                """#),
        GoldenCase(
            title: "an unknown placeholder",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: hmac-sha256
                      secret: "${S}"
                      signature: { header: X-Sig }
                      signed: "{time}.{body}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:15: error: unknown placeholder {time}; known are {body}, \#
                {timestamp}, {id}, {method}, {url}, {url_decoded}, {query}, {header:Name}, \#
                {json:/pointer}, {line:/pointer}, {form_sorted}, {crc32}, {secret}, {value}
                      signed: "{time}.{body}"
                              ^

                """#),
        GoldenCase(
            title: "a timestamp that is not signed",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: hmac-sha256
                      secret: "${S}"
                      signature: { header: X-Sig, encoding: base32 }
                      timestamp: { header: X-Time, tolerance: 5 }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:7:45: error: expected an encoding, got 'base32'
                      signature: { header: X-Sig, encoding: base32 }
                                                            ^
                hint: did you mean 'base64'?
                routes.yaml:8:18: error: `timestamp` says where the time stands, but the \#
                signed text does not have it
                      timestamp: { header: X-Time, tolerance: 5 }
                                 ^
                routes.yaml:8:47: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got 5
                      timestamp: { header: X-Time, tolerance: 5 }
                                                              ^
                hint: did you mean '5s'?

                """#),
        GoldenCase(
            title: "a timestamp that stands nowhere",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: hmac-sha256
                      secret: "${S}"
                      signature: { header: X-Sig }
                      signed: "{timestamp}.{body}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:15: error: the signed text has {timestamp}, but `timestamp` \#
                does not say where it stands
                      signed: "{timestamp}.{body}"
                              ^

                """#),
        GoldenCase(
            title: "header names that are none",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: header
                      header: "X Key"
                      secret: "${S}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:15: error: expected a header name such as X-Event, got 'X Key'
                      header: "X Key"
                              ^

                """#),
        GoldenCase(
            title: "an unknown preset",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    preset: aprioria
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:13: error: expected a preset, got 'aprioria'
                    preset: aprioria
                            ^
                hint: did you mean 'apriora'?

                """#),
        GoldenCase(
            title: "places that are none",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    type: a..b
                    run: "header:"
                    interview: [/a, /b~2]
                    definition: { a: b }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:11: error: expected a JSON Pointer such as /data/id, or \#
                header:X-Name, or query:name, got 'a..b'
                    type: a..b
                          ^
                routes.yaml:6:10: error: expected a JSON Pointer such as /data/id, or \#
                header:X-Name, or query:name, got 'header:'
                    run: "header:"
                         ^
                routes.yaml:7:21: error: expected a JSON Pointer such as /data/id, or \#
                header:X-Name, or query:name, got '/b~2'
                    interview: [/a, /b~2]
                                    ^
                routes.yaml:8:17: error: expected a JSON Pointer such as /data/id, or \#
                header:X-Name, or query:name, got a mapping
                    definition: { a: b }
                                ^

                """#),
        GoldenCase(
            title: "an unknown milestone",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    milestones: { done: reportready }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:25: error: expected a milestone, got 'reportready'
                    milestones: { done: reportready }
                                        ^
                hint: did you mean 'report_ready'?

                """#),
    ]
}
