import Model
import Targets

/// Keys of `targets.<name>` that every kind has.
enum TargetKeys {
    static let kind = Key(
        "kind", .targetKind, required: true,
        "How the target talks: `http`, or a vendor's kind, see targets.md.")

    static let afterAmbiguous = Key(
        "after_ambiguous",
        .choice("resend, dead or wait", Target.AfterAmbiguous.allCases.map { ($0.rawValue, $0) }),
        default: "resend",
        "After a failure where the target may have the message: send it again; give it up for a "
            + "person to look; or keep it until a person resends or cancels it.")

    static let was = Key(
        "was", .oneOrList(of: .placedText, countMax: 16),
        "Names that this target had before: what still waits for them goes here, "
            + "and a pause of one of them holds here.")

    static let common: [any KeyDeclaration] =
        [kind, afterAmbiguous, was] + PolicyKeys.all + ConnectionKeys.all
    /// Of all kinds, without repetition: for a target whose kind is not known.
    static let all: [any KeyDeclaration] = {
        var all = common + HTTPTargetKeys.all
        var names = Set(all.map(\.name))
        for definition in KindCatalog.all {
            for key in KindKeys.keys(definition) where names.insert(key.name).inserted {
                all.append(key)
            }
        }
        return all
    }()

    enum Kind: Sendable {
        case http
        case defined(KindDefinition)

        var name: String {
            switch self {
            case .http: "http"
            case .defined(let definition): definition.name
            }
        }
    }

    static let kinds: [Kind] = [.http] + KindCatalog.all.map { .defined($0) }
}

/// The keys of a kind that is data, from the same declaration that its requests are made by.
enum KindKeys {
    static func keys(_ definition: KindDefinition) -> [Key<KindValue>] {
        definition.keys.map { key in
            Key(
                key.name, ValueKind(key), default: key.defaultText, required: key.isRequired,
                key.doc)
        }
    }
}

extension ValueKind where Value == KindValue {
    init(_ key: KindKey) {
        self =
            switch key.role {
            case .webhook: ValueKind<Secret>.credentialURL.map { .secret($0) }
            case .secret: ValueKind<Secret>.secret.map { .secret($0) }
            case .base: ValueKind<String>.url.map { .text($0) }
            case .choice(let words):
                ValueKind<String>.choice(
                    "one of \(words.joined(separator: ", "))", words.map { ($0, $0) }
                ).map { .text($0) }
            case .flag: ValueKind<Bool>.bool.map { .flag($0) }
            case .constant, .hostLabel, .message, .list, .identifier:
                ValueKind<String>.text.map { .text($0) }
            case .finder: ValueKind<FinderSettings>.finder.map { .finder($0) }
            case .variables:
                ValueKind<[(entry: YAMLEntry, value: String)]>
                    .named("a mapping of names to templates", by: .text)
                    .map { entries in
                        .texts(entries.map { (name: $0.entry.key, text: $0.value) })
                    }
            }
    }
}

extension ValueKind where Value == TargetKeys.Kind {
    static let targetKind = targetKind(TargetKeys.kinds)

    static func targetKind(_ kinds: [TargetKeys.Kind]) -> ValueKind {
        let names = kinds.map(\.name)
        return parsed("a kind of target", unset: .http) { text throws(ValueProblem) in
            guard let kind = kinds.first(where: { $0.name == text }) else {
                throw ValueProblem(
                    "expected a kind of target, got '\(Excerpt.clean(text))'",
                    hint: NearestName.find(text, in: names).map { "did you mean '\($0)'?" }
                        ?? "one of: \(names.joined(separator: ", "))")
            }
            return kind
        }
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
        "body", .targetBody,
        "Instead of the event's bytes: a template, whose values are escaped for its content type; "
            + "or a mapping or list whose texts are templates, which becomes JSON.")
    static let omitEmpty = Key(
        "omit_empty", .bool, default: "false",
        "In a `body` that is a mapping or list: what has no value is left out.")
    static let jq = Key(
        "jq", .program,
        "A jq program that makes the JSON body: its input is the event's body, `$event` holds what "
            + "templates see.")
    static let auth = Key(
        "auth", .mapping("auth", AuthKeys.all),
        "As whom: one of bearer, basic, header, query, oauth2.")
    static let sign = Key(
        "sign", .oneOrList(of: .secret, countMax: 8),
        "Standard Webhooks secrets, or private keys `whsk_…` (v1a); more than one while they are "
            + "being changed.")

    static let hmac = Key(
        "hmac", .mapping("hmac", CodeKeys.all),
        "A signature by HMAC-SHA256 in a header of the receiver's own choice.")
    static let httpSignature = Key(
        "http_signature", .mapping("http_signature", MessageSignatureKeys.all),
        "A signature as RFC 9421 makes them, with the body covered by Content-Digest.")
    static let successWhen = Key(
        "success_when", .oneOrList(of: .answer, countMax: 16),
        "Which answers are a success, in place of every 2xx; a test without status means 2xx.")
    static let blockWhen = Key(
        "block_when", .oneOrList(of: .answer, countMax: 16),
        "Answers that say that the target is at fault; looked at first.")
    static let deadWhen = Key(
        "dead_when", .oneOrList(of: .answer, countMax: 16),
        "Answers that say that this message will never work.")
    static let retryWhen = Key(
        "retry_when", .oneOrList(of: .answer, countMax: 16), "Answers that say: later.")
    static let retryAfterFrom = Key(
        "retry_after_from", .mapping("retry_after_from", WaitKeys.all),
        "Where an answer says how long to wait, when it has no Retry-After.")

    static let all: [any KeyDeclaration] = [
        url, method, headers, forwardHeaders, body, omitEmpty, jq, auth, sign, hmac, httpSignature,
        successWhen, blockWhen, deadWhen, retryWhen, retryAfterFrom,
    ]
}

enum AuthKeys {
    static let bearer = Key("bearer", .secret, "Authorization: Bearer …")
    static let basic = Key(
        "basic", .mapping("basic", BasicKeys.all), "Authorization: Basic …")
    static let header = Key(
        "header", .mapping("header", HeaderSecretKeys.all), "A header with a secret.")
    static let query = Key(
        "query", .mapping("query", NamedSecretKeys.all), "A query parameter with a secret.")

    static let oauth2 = Key(
        "oauth2", .mapping("oauth2", OAuthKeys.all),
        "Access tokens by client credentials, or by a refresh token; kept until shortly before "
            + "their end.")

    static let all: [any KeyDeclaration] = [bearer, basic, header, query, oauth2]
}

enum BasicKeys {
    static let username = Key("username", .text, required: true, "Without ':'.")
    static let password = Key(
        "password", .secret, "Left out where the key is the user name, as some services want it.")

    static let all: [any KeyDeclaration] = [username, password]
}

/// A signature over a request, in the words of `verify: { scheme: hmac-sha256 }`.
enum CodeKeys {
    static let header = Key(
        "header", .headerName, required: true, "Where the signature stands.")
    static let prefix = SignatureKeys.prefix
    static let encoding = SignatureKeys.encoding
    static let signed = Key(
        "signed", .signedTemplate, default: "\"{body}\"",
        "What is signed: text with {body}, {timestamp}, {id}, {method}, {header:Name}.")
    static let timestampHeader = Key(
        "timestamp_header", .headerName,
        "Where the time of signing stands; the signature's own header for the form t=…,v1=….")
    static let secret = Key("secret", .secret, required: true, "The secret.")

    static let all: [any KeyDeclaration] = [
        header, prefix, encoding, signed, timestampHeader, secret,
    ]
}

enum HeaderSecretKeys {
    static let prefix = Key("prefix", .text, "Stands before the secret: Token token=")

    static let all: [any KeyDeclaration] = [NamedSecretKeys.name, prefix, NamedSecretKeys.value]
}

enum NamedSecretKeys {
    static let name = Key("name", .headerName, required: true, "The header's or parameter's name.")
    static let value = Key("value", .secret, required: true, "Its secret.")

    static let all: [any KeyDeclaration] = [name, value]
}

extension ValueKind where Value == AnswerTest {
    static let answer = ValueKind<MappingReader>.mapping("a test of answers", AnswerKeys.all)
        .map { AnswerTest($0) }
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
            if SensitiveName.isWebhook(text) {
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
