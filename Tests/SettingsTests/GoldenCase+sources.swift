extension GoldenCase {
    static let sources: [GoldenCase] = [
        GoldenCase(
            title: "a misspelled key that was required",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verfy: { scheme: bearer, secret: "${S}" }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:4:5: error: unknown key 'verfy' in a source
                    verfy: { scheme: bearer, secret: "${S}" }
                    ^
                hint: did you mean 'verify'?

                """#),
        GoldenCase(
            title: "no verification",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /type }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:3: error: a source needs 'verify': a mapping of scheme, \#
                secret, secrets, header, username …
                  a: { type: /type }
                  ^

                """#),
        GoldenCase(
            title: "no verification, on purpose",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: none } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:18: warning: anyone can send to 'a': its requests are not \#
                verified
                  a: { verify: { scheme: none } }
                                 ^
                hint: use a scheme that its sender supports; path-token works with any

                """#),
        GoldenCase(
            title: "an unknown scheme",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: hmac-sha265
                      secret: "${S}"
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:15: error: expected a scheme of verification, got 'hmac-sha265'
                      scheme: hmac-sha265
                              ^
                hint: did you mean 'hmac-sha256'?

                """#),
        GoldenCase(
            title: "keys of another scheme",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: path-token
                      secret: "${S}"
                      username: u
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:7:7: error: 'username' has no meaning in scheme 'path-token'
                      username: u
                      ^
                hint: one of: scheme, secret, secrets, handshake_token

                """#),
        GoldenCase(
            title: "a scheme without its secret",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:4:5: error: scheme 'bearer' needs 'secret': a secret such as \#
                "${NAME}"
                    verify:
                    ^

                """#),
        GoldenCase(
            title: "one secret beside a list of them",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                      secret: "${S}"
                      secrets: ["${S}"]
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:7:7: error: 'secret' and 'secrets' stand side by side
                      secrets: ["${S}"]
                      ^
                hint: put all into 'secrets'

                """#),
        GoldenCase(
            title: "an empty list of secrets",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                      secrets: []
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:16: error: expected a secret such as "${NAME}", got an empty \#
                list
                      secrets: []
                               ^

                """#),
        GoldenCase(
            title: "an empty secret",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                      secret: ""
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:15: error: a secret cannot be empty
                      secret: ""
                              ^
                hint: write "${NAME}" and set NAME where signalbox runs

                """#),
        GoldenCase(
            title: "a secret without a value",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                      secret:
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:7: error: expected a secret such as "${NAME}", got nothing
                      secret:
                      ^

                """#),
        GoldenCase(
            title: "a secret in clear text is not shown",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                      secret: hunter2-hunter2
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:15: warning: a secret in clear text
                      secret: •••
                              ^
                hint: write "${NAME}" and set NAME where signalbox runs

                """#),
        GoldenCase(
            title: "no secret of a line is shown, whatever the problem",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: basic, usrname: u, pasword: "hunter2" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:33: error: unknown key 'usrname' in verify
                  a: { verify: { scheme: basic, usrname: u, pasword: "•••" } }
                                                ^
                hint: did you mean 'username'?
                routes.yaml:3:45: error: unknown key 'pasword' in verify
                  a: { verify: { scheme: basic, usrname: u, pasword: "•••" } }
                                                            ^
                hint: did you mean 'password'?

                """#),
        GoldenCase(
            title: "unset, empty and unreadable secrets",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify:
                      scheme: bearer
                      secrets: ["${NOT_SET}", "${EMPTY}", "${file:/nowhere}", \#
                "${file:/run/secrets/s}"]
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:17: error: the environment variable NOT_SET is not set, or empty
                      secrets: ["${NOT_SET}", "${EMPTY}", "${file:/nowhere}", \#
                "${file:/run/secrets/s}"]
                                ^
                hint: set NOT_SET where signalbox runs
                routes.yaml:6:31: error: the environment variable EMPTY is not set, or empty
                      secrets: ["${NOT_SET}", "${EMPTY}", "${file:/nowhere}", \#
                "${file:/run/secrets/s}"]
                                              ^
                hint: set EMPTY where signalbox runs
                routes.yaml:6:43: error: the file /nowhere cannot be read, or is empty
                      secrets: ["${NOT_SET}", "${EMPTY}", "${file:/nowhere}", \#
                "${file:/run/secrets/s}"]
                                                          ^
                hint: create it, readable for signalbox's user

                """#),
        GoldenCase(
            title: "a name that is unset in two places is said once",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${NOT_SET}" } }
                  b: { verify: { scheme: bearer, secret: "${NOT_SET}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:42: error: the environment variable NOT_SET is not set, or empty
                  a: { verify: { scheme: bearer, secret: "${NOT_SET}" } }
                                                         ^
                hint: set NOT_SET where signalbox runs

                """#),
    ]
}
