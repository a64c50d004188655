import Model
import Targets

/// Keys of `targets.<name>` that every kind has.
enum TargetKeys {
    static let kind = Key(
        "kind", .choice("a kind of target", TargetKeys.Kind.allCases.map { ($0.rawValue, $0) }),
        required: true, "How the target talks: `http` or `slack`.")

    static let common: [any KeyDeclaration] = [kind] + PolicyKeys.all + ConnectionKeys.all
    /// Of all kinds, without repetition: for a target whose kind is not known.
    static let all: [any KeyDeclaration] =
        common + HTTPTargetKeys.all
        + SlackTargetKeys.all.filter { key in
            !HTTPTargetKeys.all.contains { $0.name == key.name }
        }

    enum Kind: String, CaseIterable, Sendable {
        case http, slack
    }
}

/// Keys of `kind: http`.
enum HTTPTargetKeys {
    static let url = Key(
        "url", .url, required: true,
        "Absolute, http or https; path and query may hold templates, whose values are encoded.")
    static let method = Key(
        "method", .text, default: "POST", "POST, PUT, PATCH, DELETE, or GET (which sends no body).")
    static let headers = Key(
        "headers", .named("a mapping of header names to values", by: .text),
        "Extra headers; values may be templates. One that renders empty is left out.")
    static let forwardHeaders = Key(
        "forward_headers", .oneOrList(of: .headerName, countMax: 64),
        "Headers of the event to forward beyond content-type, ce-* and the trace.")
    static let body = Key(
        "body", .text,
        "A template instead of the event's bytes; values are escaped for its content type.")
    static let auth = Key(
        "auth", .mapping("auth", AuthKeys.all), "As whom: one of bearer, basic, header, query.")
    static let sign = Key(
        "sign", .oneOrList(of: .secret, countMax: 8),
        "Standard Webhooks secrets; more than one while they are being changed.")

    static let all: [any KeyDeclaration] = [
        url, method, headers, forwardHeaders, body, auth, sign,
    ]
}

enum AuthKeys {
    static let bearer = Key("bearer", .secret, "Authorization: Bearer …")
    static let basic = Key(
        "basic", .mapping("basic", BasicKeys.all), "Authorization: Basic …")
    static let header = Key(
        "header", .mapping("header", NamedSecretKeys.all), "A header with a secret.")
    static let query = Key(
        "query", .mapping("query", NamedSecretKeys.all), "A query parameter with a secret.")

    static let all: [any KeyDeclaration] = [bearer, basic, header, query]
}

enum BasicKeys {
    static let username = Key("username", .text, required: true, "Without ':'.")
    static let password = Key(
        "password", .secret, "Left out where the key is the user name, as some services want it.")

    static let all: [any KeyDeclaration] = [username, password]
}

enum NamedSecretKeys {
    static let name = Key("name", .headerName, required: true, "The header's or parameter's name.")
    static let value = Key("value", .secret, required: true, "Its secret.")

    static let all: [any KeyDeclaration] = [name, value]
}

/// Keys of `kind: slack`.
enum SlackTargetKeys {
    static let url = Key(
        "url", .credentialURL, required: true, "The incoming webhook's URL; it is a secret.")
    static let text = Key(
        "text", .text,
        "A template in Slack's mrkdwn, values escaped; unset: a text for each milestone.")

    static let all: [any KeyDeclaration] = [url, text]
}

extension ValueKind where Value == String {
    /// Checked by the target that gets it: which parts may hold templates is the target's to say.
    static let url = parsed(
        "an absolute URL such as https://example.com/hooks", unset: "https://unset.invalid/"
    ) { text throws(ValueProblem) in text }
}

extension ValueKind where Value == Secret {
    /// A URL that is a credential as a whole.
    static let credentialURL = ValueKind("a URL such as \"${SLACK_WEBHOOK_URL}\"") {
        node, reading in
        guard let scalar = node.scalar, scalar.value != .null else {
            return reading.expected("a URL such as \"${SLACK_WEBHOOK_URL}\"", node)
        }
        switch reading.text(scalar, at: node.position) {
        case .unset: return Secret("https://unset.invalid/")
        case .resolved(let text): return Secret(text)
        case .literal(let text):
            // Stand-ins for tests are no secrets.
            if text.contains("hooks.slack.com/services/") {
                reading.keepQuiet(text)
                reading.warning(
                    .secretInClearText, at: node.position, "a webhook's URL in clear text",
                    hint: "write \"${NAME}\" and set NAME where signalbox runs")
            }
            guard let url = Secret(text) else {
                reading.error(.invalidValue, at: node.position, "a URL cannot be empty")
                return nil
            }
            return url
        }
    }
}
