extension GoldenCase {
    static let routesMore: [GoldenCase] = [
        GoldenCase(
            title: "nowhere to go",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [] }

                """#,
            expected: #"""
                routes.yaml:7:32: error: expected a target's name, got an empty list
                  - { name: r, match: all, to: [] }
                                               ^

                """#),
        GoldenCase(
            title: "missing keys",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { match: all }

                """#,
            expected: #"""
                routes.yaml:7:5: error: a route needs 'name': a name of at most 128 bytes \#
                on one line
                  - { match: all }
                    ^
                routes.yaml:7:5: error: a route needs 'to': a target's name, or a list of them
                  - { match: all }
                    ^

                """#),
        GoldenCase(
            title: "a name that stands twice",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                  - { name: r, match: { type: x }, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:5: error: a route named 'r' stands in line 7 already
                  - { name: r, match: { type: x }, to: [t] }
                    ^

                """#),
        GoldenCase(
            title: "two routes that do the same",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /type, run: /run, verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: { type: x, run: 1 }, to: [t] }
                  - { name: s, to: [t], match: { run: 1, type: "x" } }

                """#,
            expected: #"""
                routes.yaml:8:5: warning: this route is the same as the one in line 7
                  - { name: s, to: [t], match: { run: 1, type: "x" } }
                    ^

                """#),
        GoldenCase(
            title: "keys that come later are unknown today",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t], partitions: 4 }

                """#,
            expected: #"""
                routes.yaml:7:37: error: unknown key 'partitions' in a route
                  - { name: r, match: all, to: [t], partitions: 4 }
                                                    ^
                hint: one of: name, match, to, stop, unrouted, enabled, until, once_per, \#
                stale_after

                """#),
        GoldenCase(
            title: "routes that are a mapping",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  r: { match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:7:3: error: expected a list of routes, got a mapping
                  r: { match: all, to: [t] }
                  ^

                """#),
        GoldenCase(
            title: "a test that fails",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /type, verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: { type: x }, to: [t] }
                tests:
                  - name: x goes to t
                    event: { source: a, type: x, body: {} }
                    expect: [t]
                  - name: y goes to t
                    event: { source: a, type: y, body: {} }
                    expect: { include: [t] }
                  - name: x goes nowhere
                    event: { source: a, type: x, body: {} }
                    expect: []

                """#,
            expected: #"""
                routes.yaml:12:5: error: the test 'y goes to t' fails: it did not reach t; \#
                no route matched (type 'y', milestone other)
                  - name: y goes to t
                    ^
                note: 'r' does not take it: type is "x", and it is "y"
                routes.yaml:15:5: error: the test 'x goes nowhere' fails: it reached t; \#
                routes that matched: 'r' (type 'x', milestone other)
                  - name: x goes nowhere
                    ^
                note: 'r' takes it

                """#),
        GoldenCase(
            title: "a test that fails on the elements of a list",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: { where: { body.v: { any: { n: { gte: 3 } } } } }, to: [t] }
                tests:
                  - name: it goes to t
                    event: { source: a, body: { v: [{ n: 1 }, { n: 2 }] } }
                    expect: [t]

                """#,
            expected: #"""
                routes.yaml:9:5: error: the test 'it goes to t' fails: it did not reach t; \#
                no route matched (no type, milestone other)
                  - name: it goes to t
                    ^
                note: 'r' does not take it: body.v any { n gte 3 }, and it has 2 elements, \#
                and of the nearest, body.v.0, n gte 3 fails: it is 1

                """#),
        GoldenCase(
            title: "tests that are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                tests:
                  - name: unknown names
                    event: { source: b, body: {} }
                    expect: [u]
                  - name: no expectation
                    event: { source: a, boddy: {} }
                    expect: t
                  - { name: nothing else }

                """#,
            expected: #"""
                routes.yaml:10:22: error: no source is named 'b'
                    event: { source: b, body: {} }
                                     ^
                hint: did you mean 'a'?
                routes.yaml:11:14: error: no target is named 'u'
                    expect: [u]
                             ^
                hint: did you mean 't'?
                routes.yaml:13:25: error: unknown key 'boddy' in event
                    event: { source: a, boddy: {} }
                                        ^
                hint: did you mean 'body'?
                routes.yaml:14:13: error: expected a list of targets, or { include: […], \#
                exclude: […] }, got 't'
                    expect: t
                            ^
                routes.yaml:15:5: error: a test needs 'event': a mapping of source, type, \#
                milestone, headers, body …
                  - { name: nothing else }
                    ^
                routes.yaml:15:5: error: a test needs 'expect': a list of targets, or { \#
                include: […], exclude: […] }
                  - { name: nothing else }
                    ^

                """#),
        GoldenCase(
            title: "five mistakes, five diagnostics",
            yaml: #"""
                version: 1
                sources:
                  apriora:
                    preset: apriora
                    verify: { scheme: path-token, secrt: "${S}" }
                targets:
                  hiring:
                    kind: slack
                    url: "${URL}"
                    rate: fast
                  audit:
                    kind: http
                    url: https://audit.example.com/
                    timeout: { total: 30 }
                routes:
                  - name: reports
                    match: { milestone: report_redy }
                    to: [hiring]
                  - name: everything
                    match: all
                    to: [audti]

                """#,
            expected: #"""
                routes.yaml:5:35: error: unknown key 'secrt' in verify
                    verify: { scheme: path-token, secrt: "${S}" }
                                                  ^
                hint: did you mean 'secret'?
                routes.yaml:10:11: error: expected a rate such as 50/s, 10/10s or 100/m, \#
                got 'fast'
                    rate: fast
                          ^
                routes.yaml:14:23: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got 30
                    timeout: { total: 30 }
                                      ^
                hint: did you mean '30s'?
                routes.yaml:17:25: error: expected a milestone, got 'report_redy'
                    match: { milestone: report_redy }
                                        ^
                hint: did you mean 'report_ready'?
                routes.yaml:21:10: error: no target is named 'audti'
                    to: [audti]
                         ^
                hint: did you mean 'audit'?

                """#),
    ]
}
