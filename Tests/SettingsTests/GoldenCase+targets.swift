extension GoldenCase {
    static let targets: [GoldenCase] = [
        GoldenCase(
            title: "an unknown kind",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: htp, url: "https://example.com/", ur: x }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:14: error: expected a kind of target, got 'htp'
                  t: { kind: htp, url: "https://example.com/", ur: x }
                             ^
                hint: did you mean 'http'?
                routes.yaml:5:48: error: unknown key 'ur' in a target
                  t: { kind: htp, url: "https://example.com/", ur: x }
                                                               ^
                hint: did you mean 'url'?

                """#),
        GoldenCase(
            title: "a kind that does not exist",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: carrier-pigeon }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:14: error: expected a kind of target, got 'carrier-pigeon'
                  t: { kind: carrier-pigeon }
                             ^
                hint: one of: http, slack, slack-api, slack-workflow, teams, discord, \#
                google-chat, greenhouse-note, lever-note, ashby-note, workable-comment, \#
                smartrecruiters-message, teamtailor-note, bamboohr-comment, recruitee-note, \#
                jazzhr-note, zoho-recruit-note, merge-activity, kombo-note

                """#),
        GoldenCase(
            title: "no kind",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:3: error: the target 't' needs 'kind'
                  t: { url: "https://example.com/" }
                  ^
                hint: one of: http, slack, slack-api, slack-workflow, teams, discord, \#
                google-chat, greenhouse-note, lever-note, ashby-note, workable-comment, \#
                smartrecruiters-message, teamtailor-note, bamboohr-comment, recruitee-note, \#
                jazzhr-note, zoho-recruit-note, merge-activity, kombo-note

                """#),
        GoldenCase(
            title: "a misspelled kind",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { knd: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:8: error: unknown key 'knd' in a target
                  t: { knd: http, url: "https://example.com/" }
                       ^
                hint: did you mean 'kind'?

                """#),
        GoldenCase(
            title: "no URL",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:3: error: a target of kind http needs 'url': an absolute URL \#
                such as https://example.com/hooks
                  t: { kind: http }
                  ^

                """#),
        GoldenCase(
            title: "a misspelled key",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    concurency: 3
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:5: error: unknown key 'concurency' in a target of kind http
                    concurency: 3
                    ^
                hint: did you mean 'concurrency'?

                """#),
        GoldenCase(
            title: "keys of another kind",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: slack, url: "${S}", method: PUT }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:26: error: url: must begin with https:// or http://, written out
                  t: { kind: slack, url: "${S}", method: PUT }
                                         ^
                routes.yaml:5:34: error: unknown key 'method' in a target of kind slack
                  t: { kind: slack, url: "${S}", method: PUT }
                                                 ^

                """#),
        GoldenCase(
            title: "URLs that are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: example.com/hook }
                  u: { kind: http, url: "${BAD_URL}" }
                  v: { kind: slack, url: "ftp://example.com" }
                routes:
                  - { name: r, match: all, to: [t, u, v] }

                """#,
            expected: #"""
                routes.yaml:5:25: error: url: must begin with https:// or http://, written out
                  t: { kind: http, url: example.com/hook }
                                        ^
                routes.yaml:6:25: error: url: must begin with https:// or http://, written out
                  u: { kind: http, url: "${BAD_URL}" }
                                        ^
                routes.yaml:7:26: error: url: must begin with https:// or http://, written out
                  v: { kind: slack, url: "ftp://example.com" }
                                         ^

                """#),
        GoldenCase(
            title: "a URL whose host comes from data",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://{{body.host}}/hook" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:25: error: url: host and port must be literal: event data may \#
                fill path and query only
                  t: { kind: http, url: "https://{{body.host}}/hook" }
                                        ^

                """#),
        GoldenCase(
            title: "a workflow trigger is no incoming webhook",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: slack, url: "https://hooks.slack.com/triggers/T0/1/abcdef" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:26: warning: a webhook's URL in clear text
                  t: { kind: slack, url: "•••" }
                                         ^
                hint: write "${NAME}" and set NAME where signalbox runs
                routes.yaml:5:26: error: url: is a workflow trigger (/triggers/), not an \#
                incoming webhook (/services/); make an incoming webhook, or use kind: \#
                slack-workflow
                  t: { kind: slack, url: "•••" }
                                         ^

                """#),
        GoldenCase(
            title: "a webhook URL in clear text is not shown",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: slack, url: "https://hooks.slack.com/services/T0/B0/abcdef" }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:5:26: warning: a webhook's URL in clear text
                  t: { kind: slack, url: "•••" }
                                         ^
                hint: write "${NAME}" and set NAME where signalbox runs

                """#),
        GoldenCase(
            title: "durations that are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    timeout: { connect: soon, total: 30 }
                    retry: { schedule: [5s, 0s, 400d], max_age: -1h }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:25: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got 'soon'
                    timeout: { connect: soon, total: 30 }
                                        ^
                routes.yaml:8:38: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got 30
                    timeout: { connect: soon, total: 30 }
                                                     ^
                hint: did you mean '30s'?
                routes.yaml:9:29: error: a duration must be more than 0 and at most 366d, \#
                got '0s'
                    retry: { schedule: [5s, 0s, 400d], max_age: -1h }
                                            ^
                routes.yaml:9:33: error: a duration must be more than 0 and at most 366d, \#
                got '400d'
                    retry: { schedule: [5s, 0s, 400d], max_age: -1h }
                                                ^
                routes.yaml:9:49: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got '-1h'
                    retry: { schedule: [5s, 0s, 400d], max_age: -1h }
                                                                ^

                """#),
        GoldenCase(
            title: "a duration that is a mapping",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    retry: { max_age: { hours: 3 } }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:23: error: expected a duration such as 30s (ms, s, m, h, d), \#
                got a mapping
                    retry: { max_age: { hours: 3 } }
                                      ^

                """#),
        GoldenCase(
            title: "a connect timeout above the total",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t:
                    kind: http
                    url: https://example.com/
                    timeout: { connect: 30s, total: 5s }
                routes:
                  - { name: r, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:25: error: 'connect' is longer than 'total'
                    timeout: { connect: 30s, total: 5s }
                                        ^

                """#),
    ]
}
