extension GoldenCase {
    static let alerts: [GoldenCase] = [
        GoldenCase(
            title: "alerts that cannot be understood",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                alerts:
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                  repeat: 60
                  backlog_older_then: 5m

                """#,
            expected: #"""
                routes.yaml:9:8: error: no target is named 'u'
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                       ^
                hint: did you mean 't'?
                routes.yaml:9:24: error: unknown key 'chanel' in an entry of 'to'
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                                       ^
                hint: did you mean 'channel'?
                routes.yaml:9:38: error: 't' stands here twice
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                                                     ^
                routes.yaml:9:41: error: 't' stands here twice
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                                                        ^
                routes.yaml:9:54: error: 't' stands here twice
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                                                                     ^
                routes.yaml:9:66: error: 'channel' has no meaning for 't', a target of kind http
                  to: [u, { target: t, chanel: C0 }, t, t, { target: t, channel: C0 }]
                                                                                 ^
                routes.yaml:10:11: error: expected a duration such as 30s (ms, s, m, h, d), got 60
                  repeat: 60
                          ^
                hint: did you mean '60s'?
                routes.yaml:11:3: error: unknown key 'backlog_older_then' in alerts
                  backlog_older_then: 5m
                  ^
                hint: did you mean 'backlog_older_than'?

                """#),
        GoldenCase(
            title: "alerts for nobody",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                alerts: { repeat: 1h }

                """#,
            expected: #"""
                routes.yaml:8:1: error: alerts needs 'to': a target's name, or a list of them
                alerts: { repeat: 1h }
                ^

                """#),
        GoldenCase(
            title: "alerts to targets that need a candidate or a run",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  note: { kind: lever-note, api_key: "${S}" }
                  path: { kind: http, url: "https://example.com/runs/{{run}}/notes" }
                  fixed: { kind: lever-note, api_key: "${S}", candidate: c-1 }
                routes:
                  - { name: r, match: all, to: [note, path, fixed] }
                alerts: { to: [note, path, fixed] }

                """#,
            expected: #"""
                routes.yaml:10:16: error: an alert cannot be sent to 'note': the event does not \#
                say whom or where it is about: candidate
                alerts: { to: [note, path, fixed] }
                               ^
                hint: an alert has no candidate, interview or run
                routes.yaml:10:22: error: an alert cannot be sent to 'path': a part of the \#
                URL's path is empty, because the event lacks its value
                alerts: { to: [note, path, fixed] }
                                     ^
                hint: an alert has no candidate, interview or run

                """#),
        GoldenCase(
            title: "names that belong to alerts",
            yaml: #"""
                version: 1
                sources:
                  signalbox: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: alerts, match: all, to: [t] }
                alerts: { to: [t] }

                """#,
            expected: #"""
                routes.yaml:3:3: error: 'signalbox' is the source of this node's own alerts
                  signalbox: { verify: { scheme: bearer, secret: "${S}" } }
                  ^
                hint: give the sender another name
                routes.yaml:7:5: error: a route named 'alerts' stands in line 8 already
                  - { name: alerts, match: all, to: [t] }
                    ^

                """#),
        GoldenCase(
            title: "routes of alerts, right and wrong",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                  u: { kind: http, url: "https://example.com/u" }
                routes:
                  - { name: all, match: all, to: [t, u], stop: true }
                  - { name: blocked, match: { source: signalbox, type: target.* }, to: [t] }
                  - { name: none, match: { source: signalbox, type: disk.full }, to: [t] }
                  - { name: slip, match: { source: signalbx }, to: [t] }

                """#,
            expected: #"""
                routes.yaml:11:36: error: no source is named 'signalbx'
                  - { name: slip, match: { source: signalbx }, to: [t] }
                                                   ^
                hint: did you mean 'signalbox'?

                """#),
        GoldenCase(
            title: "a route of alerts of which there are none",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                  u: { kind: http, url: "https://example.com/u" }
                routes:
                  - { name: all, match: all, to: [t], stop: true }
                  - { name: blocked, match: { source: signalbox, type: target.* }, to: [t] }
                  - { name: none, match: { source: signalbox, type: disk.full }, to: [t] }
                alerts: { to: [u] }

                """#,
            expected: #"""
                routes.yaml:10:5: warning: this route can never match: no alert is of this type
                  - { name: none, match: { source: signalbox, type: disk.full }, to: [t] }
                    ^

                """#),
        GoldenCase(
            title: "tests of alerts",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                  u: { kind: http, url: "https://example.com/u" }
                routes:
                  - { name: all, match: all, to: [t] }
                  - { name: urgent, match: { source: signalbox, where: { fields.severity: \#
                error } }, to: [u] }
                alerts: { to: [u] }
                tests:
                  - name: an alert goes to u alone
                    event: { source: signalbox, body: { type: disk.low, severity: error } }
                    expect: [u]
                  - name: an alert goes to all
                    event: { source: signalbox, type: disk.low, body: {} }
                    expect: [t, u]

                """#,
            expected: #"""
                routes.yaml:15:5: error: the test 'an alert goes to all' fails: it did not reach \#
                t; routes that matched: 'alerts' (type 'disk.low', milestone other)
                  - name: an alert goes to all
                    ^
                note: no route sends to 't'

                """#),
    ]
}
