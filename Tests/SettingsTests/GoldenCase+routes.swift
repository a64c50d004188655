extension GoldenCase {
    static let routes: [GoldenCase] = [
        GoldenCase(
            title: "an unknown target",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  hiring: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [hirring] }
                  - { name: s, match: all, to: [hiring, { target: zzz }] }

                """#,
            expected: #"""
                routes.yaml:7:33: error: no target is named 'hirring'
                  - { name: r, match: all, to: [hirring] }
                                                ^
                hint: did you mean 'hiring'?
                routes.yaml:8:51: error: no target is named 'zzz'
                  - { name: s, match: all, to: [hiring, { target: zzz }] }
                                                                  ^
                hint: one of: hiring

                """#),
        GoldenCase(
            title: "an unknown source",
            yaml: #"""
                version: 1
                sources:
                  apriora: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: { source: apriroa }, to: [t] }
                  - { name: s, match: { source: [apriora, "x*"] }, to: [t] }

                """#,
            expected: #"""
                routes.yaml:7:33: error: no source is named 'apriroa'
                  - { name: r, match: { source: apriroa }, to: [t] }
                                                ^
                hint: did you mean 'apriora'?
                routes.yaml:8:43: error: 'x*' matches no source
                  - { name: s, match: { source: [apriora, "x*"] }, to: [t] }
                                                          ^
                hint: one of: apriora

                """#),
        GoldenCase(
            title: "an empty match",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: {}

                """#,
            expected: #"""
                routes.yaml:9:12: error: an empty match
                    match: {}
                           ^
                hint: write 'match: all' to take every event

                """#),
        GoldenCase(
            title: "a match without a value",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match:

                """#,
            expected: #"""
                routes.yaml:9:5: error: an empty match
                    match:
                    ^
                hint: write 'match: all' to take every event

                """#),
        GoldenCase(
            title: "a match that is a word",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: everything

                """#,
            expected: #"""
                routes.yaml:9:12: error: expected 'all' or a mapping, got 'everything'
                    match: everything
                           ^

                """#),
        GoldenCase(
            title: "an unknown clause",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { milestne: started }

                """#,
            expected: #"""
                routes.yaml:9:14: error: unknown key 'milestne' in match
                    match: { milestne: started }
                             ^
                hint: did you mean 'milestone'?

                """#),
        GoldenCase(
            title: "a milestone that is none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { milestone: [started, reported] }

                """#,
            expected: #"""
                routes.yaml:9:35: error: expected a milestone, got 'reported'
                    match: { milestone: [started, reported] }
                                                  ^
                hint: one of: started, paused, ended, report_ready, media_ready, failed, \#
                decision, other

                """#),
        GoldenCase(
            title: "a pattern that is none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { type: ["a*", "b\\c", ""] }

                """#,
            expected: #"""
                routes.yaml:9:27: error: not a pattern: a backslash at byte 1 escapes \#
                nothing; write \* \? or \\
                    match: { type: ["a*", "b\\c", ""] }
                                          ^
                routes.yaml:9:35: error: not a pattern: an empty pattern matches nothing
                    match: { type: ["a*", "b\\c", ""] }
                                                  ^

                """#),
        GoldenCase(
            title: "a where without conditions",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { where: {} }

                """#,
            expected: #"""
                routes.yaml:9:21: error: an empty condition
                    match: { where: {} }
                                    ^

                """#),
        GoldenCase(
            title: "an unknown field of an event",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { where: { feilds.score: 3 } }

                """#,
            expected: #"""
                routes.yaml:9:23: error: an event has no field "feilds"
                    match: { where: { feilds.score: 3 } }
                                      ^
                hint: did you mean 'fields'?

                """#),
        GoldenCase(
            title: "an unknown operator",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { where: { fields.score: { gt: 3, greater: 4 } } }

                """#,
            expected: #"""
                routes.yaml:9:46: error: no operator "greater"
                    match: { where: { fields.score: { gt: 3, greater: 4 } } }
                                                             ^

                """#),
        GoldenCase(
            title: "a list where one value is meant",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { where: { fields.score: [1, 2] } }

                """#,
            expected: #"""
                routes.yaml:9:37: error: a list where one value is meant; for one of \#
                several write { in: […] }
                    match: { where: { fields.score: [1, 2] } }
                                                    ^

                """#),
        GoldenCase(
            title: "a regular expression that cannot run in linear time",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match: { where: { body.name: { matches: '(a)\1' } } }

                """#,
            expected: #"""
                routes.yaml:9:45: error: a backreference at byte 3 is not supported
                    match: { where: { body.name: { matches: '(a)\1' } } }
                                                            ^

                """#),
        GoldenCase(
            title: "mistakes deep inside a where",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - name: r
                    to: [t]
                    match:
                      where:
                        or:
                          - { not: { body.a: { exists: maybe } } }
                          - { body.b: { in: 3 } }
                          - { body..c: 1 }

                """#,
            expected: #"""
                routes.yaml:12:40: error: "exists" takes true or false
                          - { not: { body.a: { exists: maybe } } }
                                                       ^
                routes.yaml:13:29: error: "in" takes a list
                          - { body.b: { in: 3 } }
                                            ^
                routes.yaml:14:15: error: "body..c" is no path: an empty part, or a lone "~"
                          - { body..c: 1 }
                              ^

                """#),
        GoldenCase(
            title: "the same target twice in a route",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t, t] }

                """#,
            expected: #"""
                routes.yaml:7:36: error: 't' stands here twice
                  - { name: r, match: all, to: [t, t] }
                                                   ^

                """#),
    ]
}
