import Dispatching
import Model
import Targets

/// Keys of `kinds.<name>`: a kind of target of the user's own, as data over an HTTP request.
enum KindDeclarationKeys {
    static let base = Key(
        "base", .text,
        "The vendor's scheme and host: https://api.example.com; {key} in it is a key of type host. "
            + "Unset: each target has a `url` of its own, all of which is a secret.")
    static let path = Key(
        "path", .text, "Below it; {key} is the key's value, as one segment: /people/{candidate}.")
    static let method = Key(
        "method", .text, default: "POST", "POST, PUT or PATCH.")
    static let group = Key(
        "group", .choice("chat or ats", KindDefinition.Group.allCases.map { ($0.rawValue, $0) }),
        default: "ats", "ats: texts name their event's id. chat: they do not.")
    static let auth = Key(
        "auth", .mapping("auth", KindAuthKeys.all),
        "Where the credential stands: one of bearer, basic, header, query, with the name of a key "
            + "of type secret; or oauth2.")
    static let headers = Key(
        "headers", .named("a mapping of header names to texts", by: .kindText),
        "Headers of every request; \"{key}\" is the value of a key.")
    static let query = Key(
        "query", .named("a mapping of parameters to texts", by: .kindText),
        "Parameters of every request; \"{key}\" is the value of a key, left out when it is unset.")
    static let contentType = Key(
        "content_type", .text, default: "application/json", "The body's type; it is JSON.")
    static let body = Key(
        "body", .any("a JSON body as a mapping"), required: true,
        "The body; {key} in its texts is the key's value. What is only {key} is left out when the "
            + "key is unset.")
    static let text = Key(
        "text", .text,
        "The key that a route's `text` replaces, and that has a text for each "
            + "milestone when it is unset.")
    static let destination = Key(
        "destination", .text, "The key, of type id, that a route's `channel` replaces.")
    static let rate = Key(
        "rate", .rate, "What the vendor allows: 10/s; a target's own `rate` comes first.")
    static let keys = Key(
        "keys", .any("a mapping of keys to their types"), required: true,
        "What targets of this kind may and must say.")

    static let own: [any KeyDeclaration] = [
        base, path, method, group, auth, headers, query, contentType, body, text, destination,
        rate, keys,
    ]
    /// And what plain targets say of answers.
    static let all: [any KeyDeclaration] =
        own + [
            HTTPTargetKeys.successWhen, HTTPTargetKeys.blockWhen, HTTPTargetKeys.deadWhen,
            HTTPTargetKeys.retryWhen, HTTPTargetKeys.retryAfterFrom,
        ]
}

/// Keys of `kinds.<name>.auth`.
enum KindAuthKeys {
    static let bearer = Key("bearer", .text, "Authorization: Bearer …, of this key.")
    static let basic = Key(
        "basic", .text, "Authorization: Basic …, this key as the user name, without a password.")
    static let header = Key(
        "header", .mapping("header", KindHeaderKeys.all), "A header with this key's secret.")
    static let query = Key(
        "query", .mapping("query", KindPlaceKeys.all), "A parameter with this key's secret.")

    static let oauth2 = Key(
        "oauth2", .mapping("oauth2", KindOAuthKeys.all),
        "Access tokens by client credentials, or by a refresh token.")

    static let all: [any KeyDeclaration] = [bearer, basic, header, query, oauth2]
}

/// Keys of `kinds.<name>.auth.oauth2`: those of `auth.oauth2` of targets, with names of keys in
/// place of what each target has of its own.
enum KindOAuthKeys {
    static let tokenURL = Key(
        "token_url", .kindText, required: true,
        "Where tokens are asked for; {key} in it is a key of type host.")
    static let clientID = Key(
        "client_id", .text, required: true, "The key, text or secret, of the client's id.")
    static let clientSecret = Key(
        "client_secret", .text, required: true, "The key of type secret of the client's secret.")
    static let refreshToken = Key(
        "refresh_token", .text,
        "The key of type secret of a token that is exchanged for access tokens.")

    static let all: [any KeyDeclaration] = [
        tokenURL, clientID, clientSecret, OAuthKeys.clientAuth, OAuthKeys.scope,
        OAuthKeys.audience, refreshToken, OAuthKeys.prefix,
    ]
}

extension KindOAuth {
    init?(_ mapping: MappingReader) {
        guard let url = mapping(KindOAuthKeys.tokenURL), let id = mapping(KindOAuthKeys.clientID),
            let secret = mapping(KindOAuthKeys.clientSecret)
        else { return nil }
        self.init(
            tokenURL: url, idKey: id, secretKey: secret,
            refreshKey: mapping(KindOAuthKeys.refreshToken),
            authentication: mapping(OAuthKeys.clientAuth) ?? .basic,
            prefix: mapping(OAuthKeys.prefix) ?? "Bearer ", scope: mapping(OAuthKeys.scope),
            audience: mapping(OAuthKeys.audience))
    }
}

enum KindPlaceKeys {
    static let name = NamedSecretKeys.name
    static let key = Key("key", .text, required: true, "The key of type secret.")

    static let all: [any KeyDeclaration] = [name, key]
}

enum KindHeaderKeys {
    static let prefix = Key(
        "prefix", .text, "Stands before the secret, only in Authorization: Token token=")

    static let all: [any KeyDeclaration] = [KindPlaceKeys.name, prefix, KindPlaceKeys.key]
}

/// Keys of `kinds.<name>.keys.<key>`.
enum KindKeyKeys {
    enum Kind: String, Sendable, CaseIterable {
        case secret, text, message, id, host, choice, flag
    }

    static let type = Key(
        "type", .choice("a type of key", Kind.allCases.map { ($0.rawValue, $0) }), required: true,
        "secret; text (always the same); message (a template, escaped and cut); id (a template; "
            + "an event without it is not sent); host (part of a host's name); choice; flag.")
    static let required = Key(
        "required", .bool, default: "false", "true: a target without it is an error.")
    static let fallback = Key("default", .text, "What holds when it is unset.")
    static let choices = Key(
        "choices", .list("a list of words", of: .text, countMax: 64), "The words of a choice.")
    static let max = Key(
        "max", .integer(1...Limits.kindMessageMax), default: "10000",
        "Of a message: how many characters the vendor takes.")
    static let escape =
        Key(
            "escape",
            .choice(
                "a way to escape",
                [
                    ("plain", .noteLine), ("markdown", .markdown), ("mrkdwn", .mrkdwn),
                    ("google-chat", .googleChat), ("html", .xml),
                ]), default: "plain",
            "Of a message, what is done to values: plain (one line), markdown, mrkdwn, "
                + "google-chat, html.") as Key<MessageTemplate.Escaping>
    static let doc = Key("doc", .text, "For people.")

    static let all: [any KeyDeclaration] = [type, required, fallback, choices, max, escape, doc]
}

extension ValueKind where Value == String {
    /// Text of a kind, which is no place for secrets: targets have those.
    static let kindText = ValueKind("text") { node, reading in
        guard let scalar = node.scalar, scalar.value != .null else {
            return reading.expected("text", node)
        }
        guard case .literal(let text) = reading.text(scalar, at: node.position) else {
            reading.error(
                .invalidValue, at: node.position, "a kind holds no secrets",
                hint: "make a key of type secret, and let each target set it")
            return nil
        }
        return text
    }
}
