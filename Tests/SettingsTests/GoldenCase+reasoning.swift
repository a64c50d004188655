extension GoldenCase {
    static let reasoning: [GoldenCase] = [
        GoldenCase(
            title: "routes that reasoning shows to be in vain",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /t, fields: { score: /s }, verify: { scheme: bearer, secret: "${S}" }, milestones: { s: started } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                  u: { kind: http, url: "https://example.com/u" }
                routes:
                  - { name: contradiction, match: { where: { fields.score: { gte: 80, lt: 60 } } \#
                }, to: [t] }
                  - { name: other source, match: { source: a, where: { source: b } }, to: [t] }
                  - { name: milestone, match: { milestone: [ended, failed] }, to: [t] }
                  - { name: ended, match: { type: y }, to: [t], until: 2020-12-31 }
                  - { name: wide, match: { type: x }, to: [t], stop: true }
                  - { name: shadowed, match: { type: x, where: { body.a: 1 } }, to: [u] }
                  - { name: wider, match: { type: "z*" }, to: [t, u] }
                  - { name: adds nothing, match: { type: zoo }, to: [u] }
                  - { name: beside, match: { type: "z*" }, to: [u] }

                """#,
            expected: #"""
                routes.yaml:8:5: warning: this route can never match: nothing fits all that it \#
                asks of 'fields.score'
                  - { name: contradiction, match: { where: { fields.score: { gte: 80, lt: 60 } } \#
                }, to: [t] }
                    ^
                routes.yaml:9:5: warning: this route can never match: nothing fits all that it \#
                asks of 'source'
                  - { name: other source, match: { source: a, where: { source: b } }, to: [t] }
                    ^
                routes.yaml:10:5: warning: this route can never match: no source of it has an \#
                event of milestone ended, failed
                  - { name: milestone, match: { milestone: [ended, failed] }, to: [t] }
                    ^
                routes.yaml:11:5: warning: this route can never match: it has ended, see `until`
                  - { name: ended, match: { type: y }, to: [t], until: 2020-12-31 }
                    ^
                routes.yaml:13:5: warning: this route never sees an event that it would take: \#
                'wide' takes them first, and says stop
                  - { name: shadowed, match: { type: x, where: { body.a: 1 } }, to: [u] }
                    ^
                routes.yaml:15:5: warning: this route adds nothing: 'wider' sends all that it \#
                takes to the same targets
                  - { name: adds nothing, match: { type: zoo }, to: [u] }
                    ^
                routes.yaml:16:5: warning: this route matches exactly what 'wider' matches
                  - { name: beside, match: { type: "z*" }, to: [u] }
                    ^
                hint: one route can name the targets of both

                """#),
        GoldenCase(
            title: "routes that need what no source reads",
            yaml: #"""
                version: 1
                sources:
                  a:
                    verify: { scheme: bearer, secret: "${S}" }
                    type: /type
                    fields: { score: /score }
                  b: { verify: { scheme: bearer, secret: "${S}" }, interview: /interview }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: misspelled, match: { where: { fields.scoer: { gte: 8 } } }, to: [t] }
                  - { name: of b, match: { source: b, where: { fields.score: 8 } }, to: [t] }
                  - { name: interview, match: { source: a, interview: int_1 }, to: [t] }
                  - { name: run, match: { where: { run: { exists: true } } }, to: [t] }
                  - { name: type, match: { source: b, type: x }, to: [t] }
                  - { name: either, match: { where: { or: [{ fields.x: 1 }, { type: y }] } }, \#
                to: [t] }
                  - { name: without, match: { where: { fields.x: { ne: 1 }, type: z } }, to: [t] }
                  - { name: alerts, match: { source: signalbox, where: { fields.severity: error } \#
                }, to: [t] }

                """#,
            expected: #"""
                routes.yaml:11:5: warning: this route can never match: no source of it has a \#
                field 'scoer'; did you mean 'score'?
                  - { name: misspelled, match: { where: { fields.scoer: { gte: 8 } } }, to: [t] }
                    ^
                routes.yaml:12:5: warning: this route can never match: no source of it has a \#
                field 'score'
                  - { name: of b, match: { source: b, where: { fields.score: 8 } }, to: [t] }
                    ^
                routes.yaml:13:5: warning: this route can never match: no source of it says \#
                by its key 'interview' where the interview stands
                  - { name: interview, match: { source: a, interview: int_1 }, to: [t] }
                    ^
                routes.yaml:14:5: warning: this route can never match: no source of it says \#
                by its key 'run' where the run stands
                  - { name: run, match: { where: { run: { exists: true } } }, to: [t] }
                    ^
                routes.yaml:15:5: warning: this route can never match: no source of it says \#
                by its key 'type' where the type stands
                  - { name: type, match: { source: b, type: x }, to: [t] }
                    ^

                """#),
        GoldenCase(
            title: "a last resort that is never needed",
            yaml: #"""
                version: 1
                sources:
                  a: { type: /type, verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                  u: { kind: http, url: "https://example.com/u" }
                routes:
                  - { name: all, match: all, to: [t] }
                  - { name: rest, match: { type: x }, to: [u], unrouted: true }

                """#,
            expected: #"""
                routes.yaml:9:5: warning: this route is never needed: 'all' takes all that it \#
                would take
                  - { name: rest, match: { type: x }, to: [u], unrouted: true }
                    ^

                """#),
        GoldenCase(
            title: "tables and lookups that are wrong",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: slack-api, token: "${S}", channel: C0OWN }
                tables:
                  c: { x: C0X }
                  d: [x]
                  unused: { x: y }
                  e: { x: not a channel }
                routes:
                  - { name: a, match: all, to: [{ target: t, channel: { table: b, key: "{{run}}" \#
                } }] }
                  - { name: b, match: all, to: [{ target: t, channel: { table: c, key: "{{rum}}" \#
                } }] }
                  - { name: c, match: all, to: [{ target: t, channel: { table: c, key: fixed } }] }
                  - { name: d, match: all, to: [{ target: t, channel: { table: c } }] }
                  - { name: e, match: all, to: [{ target: t, channel: { table: e, key: \#
                "{{run}}", defualt: C0 } }] }
                  - { name: f, match: all, to: [t], once_per: runs, until: tomorrow }

                """#,
            expected: #"""
                routes.yaml:8:6: error: expected a mapping of keys to values, or a file such as \#
                tables/channels.csv, got a list
                  d: [x]
                     ^
                routes.yaml:10:11: error: expected a channel's id such as C0BACKEND, without \#
                templates
                  e: { x: not a channel }
                          ^
                routes.yaml:12:64: error: no table is named 'b'
                  - { name: a, match: all, to: [{ target: t, channel: { table: b, key: "{{run}}" \#
                } }] }
                                                                               ^
                hint: did you mean 'c'?
                routes.yaml:13:72: error: the key names 'rum', no place in an event; did you \#
                mean 'run'?
                  - { name: b, match: all, to: [{ target: t, channel: { table: c, key: "{{rum}}" \#
                } }] }
                                                                                       ^
                routes.yaml:14:72: error: the key is the same for every event: write \#
                {{definition}} or such
                  - { name: c, match: all, to: [{ target: t, channel: { table: c, key: fixed } }] }
                                                                                       ^
                routes.yaml:15:46: error: channel needs 'key': text
                  - { name: d, match: all, to: [{ target: t, channel: { table: c } }] }
                                                             ^
                routes.yaml:16:83: error: unknown key 'defualt' in channel
                  - { name: e, match: all, to: [{ target: t, channel: { table: e, key: \#
                "{{run}}", defualt: C0 } }] }
                                                                                                  ^
                hint: did you mean 'default'?
                routes.yaml:17:47: error: expected run, interview or definition, got 'runs'
                  - { name: f, match: all, to: [t], once_per: runs, until: tomorrow }
                                                              ^
                hint: did you mean 'run'?
                routes.yaml:17:60: error: expected a day such as 2026-12-01, or a moment such as \#
                2026-12-01T12:00:00Z, got 'tomorrow'
                  - { name: f, match: all, to: [t], once_per: runs, until: tomorrow }
                                                                           ^

                """#),
        GoldenCase(
            title: "former names and files of tables",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/", was: u }
                  u: { kind: http, url: "https://example.com/u", was: [old] }
                  v: { kind: http, url: "https://example.com/v", was: [old] }
                tables: { c: gone.csv }
                routes:
                  - { name: a, match: all, to: [t, u, v] }

                """#,
            expected: #"""
                routes.yaml:5:54: error: 'u' is the name of a target
                  t: { kind: http, url: "https://example.com/", was: u }
                                                                     ^
                hint: a former name belongs to one target, and to no other one now
                routes.yaml:7:56: error: 'old' is what 'u' was already
                  v: { kind: http, url: "https://example.com/v", was: [old] }
                                                                       ^
                hint: a former name belongs to one target, and to no other one now
                routes.yaml:8:14: error: the table's file gone.csv is not there
                tables: { c: gone.csv }
                             ^

                """#),
        GoldenCase(
            title: "a table that nobody looks into",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: slack-api, token: "${S}", channel: C0OWN }
                tables:
                  unused: { x: y }
                routes:
                  - { name: b, match: all, to: [t] }

                """#,
            expected: #"""
                routes.yaml:7:3: warning: no route looks into 'unused'
                  unused: { x: y }
                  ^

                """#),
        GoldenCase(
            title: "bodies that are trees, and their templates",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/", body: { a: "{{#x}}", b: \#
                ["{{wrong(x)}}"] } }
                  u: { kind: http, url: "https://example.com/u", omit_empty: true }
                  v: { kind: http, url: "https://example.com/v", headers: { Content-Type: \#
                text/plain }, body: [x] }
                routes:
                  - { name: a, match: all, to: [t, u, v] }

                """#,
            expected: #"""
                routes.yaml:5:60: error: not a template: a section is not closed
                  t: { kind: http, url: "https://example.com/", body: { a: "{{#x}}", b: \#
                ["{{wrong(x)}}"] } }
                                                                           ^
                routes.yaml:5:74: error: not a template: there is no helper 'wrong'
                  t: { kind: http, url: "https://example.com/", body: { a: "{{#x}}", b: \#
                ["{{wrong(x)}}"] } }
                                                                                         ^
                routes.yaml:6:50: error: omit_empty has no meaning without a body that is a \#
                mapping or list
                  u: { kind: http, url: "https://example.com/u", omit_empty: true }
                                                                 ^
                routes.yaml:7:95: error: body: a mapping or list becomes JSON; content-type says \#
                'text/plain'
                  v: { kind: http, url: "https://example.com/v", headers: { Content-Type: \#
                text/plain }, body: [x] }
                                                                                                 \#
                             ^

                """#),
    ]
}
