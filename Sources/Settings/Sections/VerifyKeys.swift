import Model
import Verification

/// Keys of `verify`; which of them have a meaning depends on the scheme.
enum VerifyKeys {
    static let scheme = Key(
        "scheme",
        .choice(
            "a scheme of verification", VerificationKind.allCases.map { ($0.rawValue, $0) }),
        "See the table below; a preset whose vendor signs brings its own.")
    static let secret = Key("secret", .secret, "The secret; for several use `secrets`.")
    static let secrets = Key(
        "secrets", .list("a list of secrets", of: .datedSecret, countMax: 16),
        "Any of them is accepted: for changing a secret without a gap. An old one may be "
            + "`{ secret: \"${NAME}\", not_after: 2026-12-01 }`: its last day, in UTC, or a moment."
    )
    static let header = Key("header", .headerName, "header: which header holds the secret.")
    static let username = Key("username", .text, "basic: the user's name, without ':'.")
    static let password = Key("password", .secret, "basic: the password.")
    static let parameter = Key(
        "parameter", .text, "query: which parameter of the query holds the secret.")
    static let pointer = Key(
        "pointer", .pointer, "body-token: where in the body, JSON or a form, the secret stands.")
    static let publicKey = Key(
        "public_key", .oneOrList(of: .datedKey, countMax: 16),
        "ed25519, ecdsa-p256, rsa-sha256, jws: the sender's public key, as PEM, base64 or "
            + "hexadecimal; for jws also a JSON Web Key or a set of them. An old one may be "
            + "`{ key: …, not_after: 2026-12-01 }`.")
    static let algorithm = Key(
        "algorithm",
        .choice(
            "an algorithm of tokens", TokenScheme.Algorithm.allCases.map { ($0.rawValue, $0) }),
        "jws: ES256, EdDSA, RS256 or HS256. A token that says another is refused.")
    /// Not `token`: what stands under that is never shown.
    static let jwt = Key("jwt", .mapping("jwt", TokenKeys.all), "jws: where the token stands.")
    static let claims = Key(
        "claims", .mapping("claims", ClaimsKeys.all),
        "jws: which of the token's claims say what.")
    static let secretEncoding = Key(
        "secret_encoding",
        .choice(
            "an encoding of secrets",
            SignatureScheme.SecretEncoding.allCases.map { ($0.rawValue, $0) }),
        default: "text",
        "Signatures: how the secret is written: text, base64, hex, or whsec (whsec_ and base64).")
    static let signature = Key(
        "signature", .mapping("signature", SignatureKeys.all),
        "Signatures: where the signature stands, and how it is written.")
    static let signed = Key(
        "signed", .signedTemplate, default: "\"{body}\"",
        "Signatures: what is signed: text with {body}, {timestamp}, {id}, {method}, {url}, "
            + "{url_decoded}, {query}, {header:Name}, {json:/pointer}, {line:/pointer}, "
            + "{form_sorted}, {crc32}, "
            + "{secret}, {value}.")
    static let unsignedBody = Key(
        "unsigned_body", .bool, default: "false",
        "Signatures: true allows a `signed` without the body; add path_token then.")
    static let idHeader = Key(
        "id_header", .headerName, default: "webhook-id", "Signatures: where {id} stands.")
    static let timestamp = Key(
        "timestamp", .mapping("timestamp", TimestampKeys.all),
        "Signatures: where the time of signing stands.")
    static let url = Key(
        "url", .text, "Signatures: {url}, the address of this source as its sender knows it.")
    static let value = Key(
        "value", .text, "Signatures: {value}, such as the id of a PayPal webhook.")
    static let bodyHash = Key(
        "body_hash", .place,
        "Signatures: where hexadecimal SHA-256 of a body that is no form stands: "
            + "query:bodySHA256.")
    static let items = Key(
        "items", .pointer,
        "Signatures: a list in the body, each element of which is signed by itself.")
    static let pathToken = Key(
        "path_token", .secret, "Signatures: the address must also end in this secret.")
    static let tolerance = Key(
        "tolerance", .duration, default: "5m",
        "standard-webhooks, jws: how far the time of signing may be from now, both ways.")
    static let paired = Key(
        "paired", .bool, default: "false",
        "true: the sender chooses the secret, in a handshake; see `signalbox sources pair`.")
    static let handshakeToken = Key(
        "handshake_token", .secret, "Proves handshakes that are not signed, such as Meta's.")

    static let all: [any KeyDeclaration] = [
        scheme, secret, secrets, header, username, password, parameter, pointer, publicKey,
        algorithm, jwt, claims, secretEncoding, signature, signed, unsignedBody, idHeader,
        timestamp, url, value, bodyHash,
        items, pathToken, tolerance, paired, handshakeToken,
    ]

    /// What has a meaning with a scheme.
    static func keys(for kind: VerificationKind) -> [any KeyDeclaration] {
        let shared: [any KeyDeclaration] = [secret, secrets, paired, handshakeToken]
        switch kind {
        case .header: return [scheme, header] + shared
        case .query: return [scheme, parameter] + shared
        case .bodyToken: return [scheme, pointer] + shared
        case .pathToken, .bearer: return [scheme, secret, secrets, handshakeToken]
        case .basic: return [scheme, username, password, secret, secrets, handshakeToken]
        case .standardWebhooks:
            return [scheme, secret, secrets, tolerance, paired, handshakeToken]
        case .jws:
            return [
                scheme, algorithm, jwt, claims, tolerance, publicKey, secret, secrets,
                secretEncoding, handshakeToken,
            ]
        case .none: return [scheme, handshakeToken]
        case .hmacSHA1, .hmacSHA256, .hmacSHA512, .sha256, .ed25519, .ecdsaP256, .rsaSHA256:
            let signs: [any KeyDeclaration] = [
                signature, signed, unsignedBody, idHeader, timestamp, url, value, bodyHash, items,
                pathToken, secretEncoding,
            ]
            return [scheme] + signs
                + (kind.algorithm?.isShared == true ? shared : [publicKey, handshakeToken])
        }
    }
}

extension VerifyKeys {
    /// What has a meaning in scheme jws with an algorithm.
    static func keys(for algorithm: TokenScheme.Algorithm) -> [any KeyDeclaration] {
        let others = Set(
            (algorithm.isShared ? [publicKey] : [secret, secrets, secretEncoding])
                .map { (key: any KeyDeclaration) in key.name })
        return keys(for: .jws).filter { !others.contains($0.name) }
    }
}

enum TokenKeys {
    static let header = Key(
        "header", .headerName, "Where the token stands: one of header, query.")
    static let query = Key("query", .text, "In a parameter of the query.")
    static let prefix = Key("prefix", .text, "Stands before it: \"Bearer \"")

    static let all: [any KeyDeclaration] = [header, query, prefix]
}

enum ClaimsKeys {
    static let bodyHash = Key(
        "body_hash", .text, "The claim with SHA-256 of the body; there is no token without one.")
    static let encoding = Key(
        "encoding",
        .choice("an encoding", SignatureScheme.Encoding.allCases.map { ($0.rawValue, $0) }),
        default: "hex", "How that hash is written: hex, base64 or base64url.")
    static let time = Key(
        "time", .text, default: "iat",
        "The claim with the time of signing, in seconds since 1970; exp and nbf count too.")

    static let all: [any KeyDeclaration] = [bodyHash, encoding, time]
}

enum SignatureKeys {
    static let header = Key(
        "header", .oneOrList(of: .headerName, countMax: 16),
        "Where the signature stands: one of header, pointer, form, query.")
    static let pointer = Key("pointer", .pointer, "In the JSON body.")
    static let form = Key("form", .text, "In a field of a form body.")
    static let query = Key("query", .text, "In a parameter of the query.")
    static let prefix = Key("prefix", .text, "Stands before it: sha256=")
    static let separator = Key(
        "separator", .separator, default: "\",\"", "Between elements such as t=…,v1=….")
    static let encoding = Key(
        "encoding",
        .choice("an encoding", SignatureScheme.Encoding.allCases.map { ($0.rawValue, $0) }),
        default: "hex", "hex, base64 or base64url.")

    static let all: [any KeyDeclaration] = [
        header, pointer, form, query, prefix, separator, encoding,
    ]
}

enum TimestampKeys {
    static let header = Key(
        "header", .headerName,
        "Where the time stands: one of header, element, pointer, form. The signature's own header "
            + "means element: t.")
    static let element = Key(
        "element", .text, "An element of the signature's header: t for t=…,v1=….")
    static let pointer = Key("pointer", .pointer, "In the JSON body.")
    static let form = Key("form", .text, "In a field of a form body.")
    static let format = Key(
        "format",
        .choice(
            "a format of times",
            SignatureScheme.TimestampRule.Format.allCases.map { ($0.rawValue, $0) }),
        default: "any",
        "s, ms, iso8601, or any: seconds, milliseconds when there are 13 digits, or RFC 3339.")
    static let tolerance = Key(
        "tolerance", .duration, default: "5m", "How far it may be from now, both ways.")

    static let all: [any KeyDeclaration] = [header, element, pointer, form, format, tolerance]
}

extension ValueKind where Value == SignedTemplate {
    /// Whether the body must be covered is decided with the other keys.
    static let signedTemplate = parsed(
        "what is signed, such as \"{timestamp}.{body}\"", unset: .body
    ) { text throws(ValueProblem) in
        do throws(VerificationError) {
            return try SignedTemplate(text, allowingUnsignedBody: true)
        } catch {
            throw ValueProblem(error.description)
        }
    }
}

extension ValueKind where Value == JSONPointer {
    static let pointer = parsed("a JSON Pointer such as /data/id", unset: nil) {
        text throws(ValueProblem) in
        guard !text.isEmpty, let pointer = JSONPointer(text) else { throw ValueProblem() }
        return pointer
    }
}

extension ValueKind where Value == Character {
    static let separator = parsed("one character, such as \",\" or \";\"", unset: nil) {
        text throws(ValueProblem) in
        guard text.utf8.count == 1, let character = text.first else { throw ValueProblem() }
        return character
    }
}
