package import Model

/// How one kind of endpoint talks: data over an HTTP request and its answer.
package struct KindDefinition: Sendable {
    package enum Group: String, Sendable, CaseIterable {
        case chat, ats
    }

    /// Scheme and host, and where they come from.
    package enum Base: Sendable {
        /// The key `url` is all of it.
        case webhook
        /// `{subdomain}` in it is the key of that name.
        case fixed(String)
        /// The value of the key `region` decides; the first is the default.
        case regions([(region: String, base: String)])
    }

    /// Where a credential stands; the text is the name of its key.
    package enum CredentialForm: Sendable {
        case none
        /// `Authorization: Basic`, the key as the user name; the vendor wants this password.
        case basic(String, password: String = "")
        /// `Authorization: <prefix><secret>`: `Bearer `, `Token token=`.
        case authorization(String, prefix: String)
        case header(String, name: String)
        case query(String, name: String)
    }

    /// As written in routes.yaml.
    package let name: String
    /// For people: `Slack incoming webhook`.
    package let title: String
    package let group: Group
    /// The vendor's page.
    package let documentation: String
    let base: Base
    package var method = "POST"
    /// Below the base; `{candidate}` is the key of that name, as one segment.
    package var path = ""
    package var credential = CredentialForm.none
    /// In place of a token that does not change.
    package var oauth: KindOAuth?
    /// Header names and the keys whose values they carry.
    package var headers: [(name: String, key: String)] = []
    /// Headers that are always the same.
    package var constants: [(name: String, value: String)] = []
    /// Parameters of the query and the keys whose values they carry, when set.
    package var query: [(name: String, key: String)] = []
    /// Parameters that are always the same.
    package var parameters: [(name: String, value: String)] = []
    /// First parts of a webhook's path that belong to something else, with what to say of it.
    var foreignPaths: [(path: String, problem: String)] = []
    package var contentType = "application/json"
    var bodyBytesMax = Limits.kindBodyBytesMax
    let body: BodyShape
    package var answers = AnswerRules()
    /// Both of them at once cannot be meant.
    var conflicts: [(String, String)] = []
    /// The first means nothing without the second.
    var needs: [(String, String)] = []
    /// At least one of these must be set.
    var oneOf: [String] = []
    /// The key that a route's own destination stands for: a Slack channel.
    package var destinationKey: String?
    /// How messages of one run belong together.
    var threads: Threads?
    /// The key that a route's own text stands for.
    package var textKey: String?
    /// How the vendor finds candidates by email; nil: it documents no way.
    package var lookup: KindLookup?
    /// What the vendor allows: attempts per span.
    package var pace: (count: Int, per: Milliseconds)?
    /// The vendor's own advice when it is more than usual.
    package var totalTimeout: Milliseconds?
    /// Beyond `url`.
    let ownKeys: [KindKey]
    /// Other versions of the vendor's interface, with the key and the value that ask for them;
    /// their keys are the same.
    package var versions: [Version] = []

    package struct Version: Sendable {
        package let key: String
        package let value: String
        package let definition: KindDefinition
    }

    /// The version that the settings ask for.
    func version(_ values: [String: KindValue]) -> KindDefinition {
        let asked = versions.first { version in
            guard case .text(let text)? = values[version.key] else { return false }
            return text == version.value
        }
        return asked?.definition ?? self
    }

    /// A kind whose messages can reply to the run's first one, or replace it.
    struct Threads: Sendable {
        /// Where an answer names the message that was made.
        let message: JSONPointer
        /// Below the base: where a message is replaced.
        let updatePath: String

        static let by = "thread_by"
        static let update = "update"
    }

    /// The key that names whom a note is about, and the one that has it looked up.
    static let candidate = "candidate"
    static let findBy = "find_by"

    package var isWebhook: Bool { if case .webhook = base { true } else { false } }

    /// `url` first.
    package var keys: [KindKey] {
        switch base {
        case .webhook:
            [.init("url", .webhook, required: true, "The webhook's URL; it is a secret.")] + ownKeys
        case .fixed, .regions:
            ownKeys + [
                .init(
                    "url", .base,
                    "In place of the vendor's scheme and host, for tests and proxies.")
            ]
        }
    }

    /// Whether targets with these keys send the messages of a run one after the other.
    package func keepsOrder(_ keys: Set<String>) -> Bool {
        threads != nil && keys.contains(Threads.by)
    }

    package func key(_ name: String) -> KindKey? { keys.first { $0.name == name } }
}

extension KindDefinition {
    /// A kind of the user's own: the rest is set afterwards, and `check()` looks at all of it.
    package init(name: String, group: Group, base: Base, body: BodyShape, keys: [KindKey]) {
        self.init(
            name: name, title: "a kind of this configuration", group: group, documentation: "",
            base: base, body: body, ownKeys: keys)
    }
}

/// A JSON body whose texts come from settings. Never anything but valid JSON.
package indirect enum BodyShape: Sendable {
    case object([(String, BodyShape)])
    case array([BodyShape])
    case literal(String)
    /// The key's text: rendered, cut, as a string. Left out of an object when it is not set; so
    /// are flags and lists.
    case text(String)
    /// The key's text as a number, when it is a whole one.
    case number(String)
    /// The texts of keys with others around them.
    case joined([TextPart])
    /// A number, `true`, `false` or `null` as written.
    case json(String)
    case flag(String)
    /// An object of the key's variables.
    case variables(String)
    /// An array with the key's text.
    case list(String)
    /// The whole body: the user's own message, or the kind's usual one.
    case message(MessageLayout)

    package enum TextPart: Equatable, Sendable {
        case literal(String)
        case key(String)
    }
}
