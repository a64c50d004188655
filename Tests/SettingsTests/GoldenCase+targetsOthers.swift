extension GoldenCase {
    static let targetsOthers: [GoldenCase] = [
        GoldenCase(
            title: "addresses that are not sent to",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /type, verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "http://10.0.0.7:8080/hook" }
                  m: { kind: http, url: "http://169.254.169.254/latest" }
                  ok: { kind: http, url: "http://10.0.0.7/", allow_private: 10.0.0.0/8 }
                  named: { kind: http, url: "http://ats.internal/" }
                routes:
                  - { name: r, match: { type: x }, to: [t, m, ok, named] }

                """#,
            expected: #"""
                routes.yaml:5:25: warning: nothing will be sent there: 10.0.0.7 is a private \#
                address (RFC 1918, RFC 4193)
                  t: { kind: http, url: "http://10.0.0.7:8080/hook" }
                                        ^
                hint: to allow it: `allow_private: [10.0.0.7/32]` on the target
                routes.yaml:6:25: warning: nothing will be sent there: 169.254.169.254 is a \#
                cloud metadata address (cloud vendors)
                  m: { kind: http, url: "http://169.254.169.254/latest" }
                                        ^
                hint: only naming exactly this address allows it: \#
                `allow_private: [169.254.169.254/32]` on the target

                """#),
        GoldenCase(
            title: "a relative path and a proxy that is none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    ca_file: ca.pem
                    proxy: proxy.example.com:3128
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:14: error: expected an absolute path such as /etc/ssl/ca.pem, \#
                got 'ca.pem'
                    ca_file: ca.pem
                             ^
                routes.yaml:9:12: error: expected a proxy such as \#
                http://proxy.example.com:3128, got 'proxy.example.com:3128'
                    proxy: proxy.example.com:3128
                           ^

                """#),
        GoldenCase(
            title: "a signing secret in clear text is not shown",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    sign: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:11: warning: a secret in clear text
                    sign: •••
                          ^
                hint: write "${NAME}" and set NAME where signalbox runs

                """#),
        GoldenCase(
            title: "a signing secret that is not base64",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    sign: "${NOT_BASE64}"
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:11: error: secret 1 begins with whsec_, but the rest is not \#
                base64
                    sign: "${NOT_BASE64}"
                          ^

                """#),
        GoldenCase(
            title: "defaults that belong to a target",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                defaults: { retries: {}, allow_private: [10.0.0.0/8] }

                """#,
            expected: #"""
                routes.yaml:8:13: error: unknown key 'retries' in defaults
                defaults: { retries: {}, allow_private: [10.0.0.0/8] }
                            ^
                hint: did you mean 'retry'?
                routes.yaml:8:26: error: unknown key 'allow_private' in defaults
                defaults: { retries: {}, allow_private: [10.0.0.0/8] }
                                         ^
                hint: one of: retry, rate, concurrency, order_by, on_blocked, pace_with, \#
                breaker, timeout

                """#),
        GoldenCase(
            title: "a target that no route uses",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                  idle: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:6:3: warning: no route sends to 'idle'
                  idle: { kind: http, url: "https://example.com/" }
                  ^

                """#),
    ]
}
