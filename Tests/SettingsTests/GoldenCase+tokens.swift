extension GoldenCase {
    /// `verify` with scheme jws.
    static let tokens: [GoldenCase] = [
        GoldenCase(
            title: "a token that does not cover the body",
            yaml: source(
                #"""
                      scheme: jws
                      algorithm: ES256
                      jwt: { header: X-Token }
                      claims: { time: iat }
                      public_key: "${PUBLIC_KEY}"
                """#),
            expected: #"""
                routes.yaml:8:7: error: scheme 'jws' needs 'claims.body_hash': the claim with \#
                SHA-256 of the body
                      claims: { time: iat }
                      ^
                hint: without it, whoever saw one token could send any body

                """#),
        GoldenCase(
            title: "a token that proves nothing, and one in two places",
            yaml: source(
                #"""
                      scheme: jws
                      algorithm: none
                      jwt: { header: X-Token, query: token }
                      claims: { body_hash: hash, encoding: text }
                      public_key: "${PUBLIC_KEY}"
                """#),
            expected: #"""
                routes.yaml:6:18: error: expected an algorithm of tokens, got 'none'
                      algorithm: none
                                 ^
                hint: one of: ES256, EdDSA, RS256, HS256
                routes.yaml:7:31: error: 'header' and 'query' stand side by side
                      jwt: { header: X-Token, query: token }
                                              ^
                hint: one of: header, query
                routes.yaml:8:44: error: expected an encoding, got 'text'
                      claims: { body_hash: hash, encoding: text }
                                                           ^
                hint: one of: hex, base64, base64url

                """#),
        GoldenCase(
            title: "a secret where the sender has a key of its own",
            yaml: source(
                #"""
                      scheme: jws
                      algorithm: ES256
                      jwt: { header: X-Token }
                      claims: { body_hash: hash }
                      secret: "${S}"
                """#),
            expected: #"""
                routes.yaml:4:5: error: scheme 'jws' needs 'public_key': a public key, or a \#
                list of them
                    verify:
                    ^
                routes.yaml:9:7: error: 'secret' has no meaning in scheme 'jws' with ES256
                      secret: "${S}"
                      ^
                hint: one of: scheme, algorithm, jwt, claims, tolerance, public_key, \#
                handshake_token

                """#),
        GoldenCase(
            title: "a public key where a secret should be shared",
            yaml: source(
                #"""
                      scheme: jws
                      algorithm: HS256
                      jwt: { query: token }
                      claims: { body_hash: hash }
                      secrets: ["${S}", "${PUBLIC_KEY}"]
                """#),
            expected: #"""
                routes.yaml:9:16: error: secret 2 is a public key: whoever has it could sign
                      secrets: ["${S}", "${PUBLIC_KEY}"]
                               ^

                """#),
        GoldenCase(
            title: "a key of another algorithm, and one whose time is over",
            yaml: source(
                #"""
                      scheme: jws
                      algorithm: EdDSA
                      jwt: { header: Authorization, prefix: "Bearer " }
                      claims: { body_hash: hash }
                      public_key:
                        - { key: "${PUBLIC_KEY}", not_after: 2020-01-01 }
                """#),
            expected: #"""
                routes.yaml:10:9: error: public key 1 is none of this algorithm
                        - { key: "${PUBLIC_KEY}", not_after: 2020-01-01 }
                        ^
                routes.yaml:10:46: warning: this public key proves nothing any more
                        - { key: "${PUBLIC_KEY}", not_after: 2020-01-01 }
                                                             ^
                hint: take it out of the list

                """#),
    ]

    private static func source(_ verify: String) -> String {
        """
        version: 1
        sources:
          a:
            verify:
        \(verify)
        targets:
          t: { kind: http, url: "https://example.com/" }
        routes:
          - { name: r, match: all, to: [t] }

        """
    }
}
