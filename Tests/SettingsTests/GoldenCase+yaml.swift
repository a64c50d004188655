extension GoldenCase {
    static let yaml: [GoldenCase] = [
        GoldenCase(
            title: "an empty file",
            yaml: "",
            expected: #"""
                routes.yaml:1:1: error: the file is empty
                hint: begin with: version: 1

                """#),
        GoldenCase(
            title: "tabs as indentation",
            yaml: #"""
                version: 1
                sources:
                	a: 1

                """#,
            expected: #"""
                routes.yaml:3:1: error: not YAML: found character that cannot start any \#
                token while scanning for the next token
                	a: 1
                ^
                hint: indent with spaces, and quote text that begins with @, ` or %

                """#),
        GoldenCase(
            title: "a quote that is not closed",
            yaml: #"""
                version: 1
                sources:
                  a: "open

                """#,
            expected: #"""
                routes.yaml:3:6: error: not YAML: found unexpected end of stream while \#
                scanning a quoted scalar
                  a: "open
                     ^

                """#),
        GoldenCase(
            title: "a bracket that is not closed",
            yaml: #"""
                version: 1
                routes: [a, b
                targets: {}

                """#,
            expected: #"""
                routes.yaml:3:8: error: not YAML: did not find expected ',' or ']' while \#
                parsing a flow sequence from line 2
                targets: {}
                       ^

                """#),
        GoldenCase(
            title: "two documents",
            yaml: #"""
                version: 1
                ---
                version: 1

                """#,
            expected: #"""
                routes.yaml:2:1: error: a second document: a file holds one
                ---
                ^

                """#),
        GoldenCase(
            title: "a colon in plain text",
            yaml: #"""
                version: 1
                sources: a: b

                """#,
            expected: #"""
                routes.yaml:2:11: error: not YAML: mapping values are not allowed in this \#
                context
                sources: a: b
                          ^
                hint: quote text that holds ': '

                """#),
        GoldenCase(
            title: "an alias to nothing",
            yaml: #"""
                version: 1
                sources: *nothing

                """#,
            expected: #"""
                routes.yaml:2:10: error: this alias names no anchor that ends before it
                sources: *nothing
                         ^
                hint: an anchor cannot contain an alias to itself

                """#),
        GoldenCase(
            title: "an alias to itself",
            yaml: #"""
                version: 1
                sources: &loop
                  a: *loop

                """#,
            expected: #"""
                routes.yaml:3:6: error: this alias names no anchor that ends before it
                  a: *loop
                     ^
                hint: an anchor cannot contain an alias to itself

                """#),
        GoldenCase(
            title: "a key that stands twice",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                routes: []

                """#,
            expected: #"""
                routes.yaml:8:1: error: the key 'routes' stands here twice; first in line 6
                routes: []
                ^

                """#),
        GoldenCase(
            title: "keys that stand twice or three times, beside other problems",
            yaml: #"""
                version: 1
                sources:
                  a:
                    type: /a
                    verify: { scheme: bearer, secret: "${S}" }
                    type: /b
                    rnu: /c
                    "type": /d
                version: 1
                routs: []

                """#,
            expected: #"""
                routes.yaml:6:5: error: the key 'type' stands here twice; first in line 4
                    type: /b
                    ^
                routes.yaml:7:5: error: unknown key 'rnu' in a source
                    rnu: /c
                    ^
                hint: did you mean 'run'?
                routes.yaml:8:5: error: the key 'type' stands here twice; first in line 4
                    "type": /d
                    ^
                routes.yaml:9:1: error: the key 'version' stands here twice; first in line 1
                version: 1
                ^
                routes.yaml:10:1: error: unknown key 'routs' in the file
                routs: []
                ^
                hint: did you mean 'routes'?

                """#),
        GoldenCase(
            title: "a tag",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                tests: !include tests.yaml

                """#,
            expected: #"""
                routes.yaml:8:8: error: the tag !include is not known
                tests: !include tests.yaml
                       ^
                hint: write the value without a tag, or !!str for text
                routes.yaml:8:8: error: expected a list of tests, got 'tests.yaml'
                tests: !include tests.yaml
                       ^

                """#),
        GoldenCase(
            title: "a list as a key",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                ? [a, b]
                : 1

                """#,
            expected: #"""
                routes.yaml:8:3: error: expected text as a key, got a list
                ? [a, b]
                  ^

                """#),
        GoldenCase(
            title: "a list instead of a mapping",
            yaml: #"""
                - version: 1

                """#,
            expected: #"""
                routes.yaml:1:1: error: expected a mapping of version, sources, kinds, targets, \#
                defaults …, got a list
                - version: 1
                ^

                """#),
        GoldenCase(
            title: "no version",
            yaml: #"""
                sources: {}

                """#,
            expected: #"""
                routes.yaml:1:1: error: the file needs 'version': 1
                sources: {}
                ^

                """#),
        GoldenCase(
            title: "a version of the future",
            yaml: #"""
                version: 2
                sources: {}

                """#,
            expected: #"""
                routes.yaml:1:10: error: this signalbox reads version 1, not 2
                version: 2
                         ^

                """#),
        GoldenCase(
            title: "a version in quotes",
            yaml: #"""
                version: "1"
                sources: {}

                """#,
            expected: #"""
                routes.yaml:1:10: error: expected 1, got '1'
                version: "1"
                         ^
                hint: write it without quotes

                """#),
        GoldenCase(
            title: "unknown keys at the top, near and far",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                test: []
                partitions: { to: [t] }

                """#,
            expected: #"""
                routes.yaml:8:1: error: unknown key 'test' in the file
                test: []
                ^
                hint: did you mean 'tests'?
                routes.yaml:9:1: error: unknown key 'partitions' in the file
                partitions: { to: [t] }
                ^
                hint: one of: version, sources, kinds, targets, defaults, routes, tests, \#
                include, tables, alerts

                """#),
        GoldenCase(
            title: "sections without content",
            yaml: #"""
                version: 1
                sources:
                targets:
                routes:

                """#,
            expected: #"""
                routes.yaml:2:1: error: expected a mapping of sources, got nothing
                sources:
                ^
                routes.yaml:3:1: error: expected a mapping of targets, got nothing
                targets:
                ^
                routes.yaml:4:1: error: expected a list of routes, got nothing
                routes:
                ^

                """#),
        GoldenCase(
            title: "control characters are not printed",
            yaml: #"""
                version: 1
                sources:
                  a: { verify: { scheme: bearer, secret: "${S}" } }
                targets:
                  t: { kind: http, url: "https://example.com/" }
                routes:
                  - { name: r, match: all, to: [t] }
                "ev\e[31mil": 1

                """#,
            expected: #"""
                routes.yaml:8:1: error: unknown key 'ev�[31mil' in the file
                "ev\e[31mil": 1
                ^
                hint: one of: version, sources, kinds, targets, defaults, routes, tests, \#
                include, tables, alerts

                """#),
    ]
}
