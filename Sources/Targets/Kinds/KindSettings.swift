import FoundationEssentials
import Model

/// A user's settings for a kind, while a target is made of them.
struct KindSettings {
    let definition: KindDefinition
    private let values: [String: KindValue]
    private(set) var secrets: [SecretTexts.Item] = []
    private(set) var constants: [String: String] = [:]
    private(set) var flags: [String: Bool] = [:]

    init(_ definition: KindDefinition, _ values: [String: KindValue]) {
        self.definition = definition
        self.values = values
    }

    func text(_ name: String) -> String? {
        switch values[name] {
        case .text(let text)?: text
        case .secret(let secret)?: secret.reveal()
        case nil: constants[name]
        case .flag, .texts, .finder: nil
        }
    }

    /// Checks each value against its key, and what they mean together.
    mutating func check() throws(TargetError) {
        for key in definition.keys {
            guard values[key.name] != nil else {
                if key.isRequired {
                    throw .invalid(setting: key.name, problem: "is missing")
                }
                switch key.role {
                case .choice, .constant, .hostLabel: constants[key.name] = key.defaultText
                default: break
                }
                continue
            }
            try check(key)
        }
        for (one, other) in definition.conflicts
        where values[one] != nil && values[other] != nil {
            throw .invalid(setting: other, problem: "cannot be set together with '\(one)'")
        }
        for (one, other) in definition.needs where values[one] != nil && values[other] == nil {
            throw .invalid(setting: one, problem: "has no meaning without '\(other)'")
        }
        let oneOf = definition.oneOf
        if !oneOf.isEmpty, oneOf.allSatisfy({ values[$0] == nil }) {
            throw .invalid(
                setting: oneOf[0], problem: "is missing: set \(oneOf.joined(separator: " or "))")
        }
    }

    private mutating func check(_ key: KindKey) throws(TargetError) {
        func invalid(_ problem: String) -> TargetError {
            .invalid(setting: key.name, problem: problem)
        }
        switch (key.role, values[key.name]) {
        case (.secret, .secret(let secret)?):
            guard HeaderText.isFreeOfControls(secret.reveal()) else {
                throw invalid("holds a control character (a line break at its end?)")
            }
            secrets.append(.init(key.name.uppercased(), secret.reveal()))
        case (.webhook, .secret(let secret)?):
            secrets.append(.init("URL", secret.reveal()))
        case (.constant, .text(let text)?):
            guard !text.isEmpty, HeaderText.isFreeOfControls(text) else {
                throw invalid("is empty or holds a control character")
            }
            constants[key.name] = text
        case (.hostLabel, .text(let text)?):
            guard (1...63).contains(text.utf8.count), text.first != "-", text.last != "-",
                text.utf8.allSatisfy({ byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
                    default: false
                    }
                })
            else { throw invalid("must be one part of a host name: letters, digits and '-'") }
            constants[key.name] = text.lowercased()
        case (.choice(let words), .text(let text)?):
            guard words.contains(text) else {
                throw invalid("must be one of \(words.joined(separator: ", "))")
            }
            constants[key.name] = text
        case (.flag, .flag(let flag)?): flags[key.name] = flag
        case (.finder, .finder(let finder)?): try check(finder, invalid)
        case (.base, .text), (.message, .text), (.list, .text), (.identifier, .text),
            (.variables, .texts):
            break
        default: throw invalid("has another kind of value than this key takes")
        }
    }

    private func check(
        _ finder: FinderSettings, _ invalid: (String) -> TargetError
    ) throws(TargetError) {
        guard let lookup = definition.lookup else {
            throw invalid("this vendor documents no lookup by email: set 'candidate' alone")
        }
        guard finder.several != .newest || lookup.places.created != nil else {
            throw invalid("this vendor does not say which one is newest: 'several' must be dead")
        }
    }

    /// How candidates are found, when the user wants it.
    mutating func finder() throws(TargetError) -> CandidateFinder? {
        guard case .finder(let finder)? = values[KindDefinition.findBy],
            let lookup = definition.lookup
        else { return nil }
        let fields = try headers().filter { lookup.method != "GET" || $0.name != "content-type" }
        let base = try PreparedAddress.base(definition, self)
        let path = PreparedAddress.parts(base + lookup.path, self).map { part in
            guard case .literal(let text) = part else {
                preconditionFailure("a lookup's address depends on an event")
            }
            return text
        }
        return try CandidateFinder(
            lookup, finder, url: path.joined(),
            fields: HeaderList(fields + [.init(name: "accept", value: "application/json")]),
            answers: definition.answers, oauth: oauth())
    }

    func rendered() throws(TargetError) -> [String: RenderedSetting] {
        var rendered: [String: RenderedSetting] = [:]
        for key in definition.keys {
            switch key.role {
            case .message, .list, .identifier:
                // A default in words is no template: see `usual()`.
                // Nor does one stand in the way of a lookup.
                let isWords =
                    key.name == definition.textKey
                    || key.name == KindDefinition.candidate
                        && values[KindDefinition.findBy] != nil
                guard let text = text(key.name) ?? (isWords ? nil : key.defaultText) else {
                    continue
                }
                rendered[key.name] = try RenderedSetting(key, text)
            default: break
            }
        }
        return rendered
    }

    func variables() throws(TargetError) -> [(name: String, template: MessageTemplate)] {
        var variables: [(name: String, template: MessageTemplate)] = []
        for key in definition.keys {
            guard case .variables(let max) = key.role, case .texts(let texts)? = values[key.name]
            else { continue }
            guard (1...max).contains(texts.count) else {
                throw .invalid(setting: key.name, problem: "must be 1 to \(max) variables")
            }
            for (name, text) in texts {
                do throws(TemplateError) {
                    variables.append((name, try MessageTemplate(text, escaping: .noteLine)))
                } catch {
                    throw .template(setting: key.name, error)
                }
            }
        }
        return variables
    }

    /// The message of a target without a text of its own.
    func usual() throws(TargetError) -> DefaultText? {
        guard let name = definition.textKey,
            case .message(let escaping, _)? = definition.key(name)?.role
        else { return nil }
        do throws(TemplateError) {
            return escaping == .mrkdwn
                ? try DefaultText(.slack, escaping: .mrkdwnLine)
                : try DefaultText(.plain, escaping: escaping)
        } catch {
            throw .template(setting: name, error)
        }
    }

    mutating func headers() throws(TargetError) -> [HeaderList.Field] {
        var fields = [
            HeaderList.Field(name: "content-type", value: definition.contentType),
            HeaderList.Field(name: "user-agent", value: Product.userAgent),
        ]
        fields += definition.constants.map { .init(name: $0.name, value: $0.value) }
        for (name, key) in definition.headers {
            if let text = text(key) { fields.append(.init(name: name, value: text)) }
        }
        switch definition.credential {
        case .none, .query: break
        case .basic(let key, let password):
            let pair = Data("\(text(key) ?? ""):\(password)".utf8).base64EncodedString()
            secrets.append(.init("BASIC", pair))
            fields.append(.init(name: "authorization", value: "Basic \(pair)"))
        case .authorization(let key, let prefix):
            // Without one it has access tokens that are asked for.
            if let text = text(key) {
                fields.append(.init(name: "authorization", value: prefix + text))
            }
        case .header(let key, let name): fields.append(.init(name: name, value: text(key) ?? ""))
        }
        return fields
    }

    /// Nil when the user has given a token that does not change.
    func oauth() -> OAuthSettings? {
        guard let oauth = definition.oauth, let id = text(oauth.idKey),
            case .secret(let secret)? = values[oauth.secretKey]
        else { return nil }
        let usual =
            oauth.tokenURLs.first { $0.region == constants["region"] } ?? oauth.tokenURLs[0]
        let vendors = definition.hostLabels.reduce(usual.url) { url, name in
            url.replacing("{\(name)}", with: constants[name] ?? "")
        }
        var settings = OAuthSettings(
            tokenURL: text(KindOAuth.tokenURL) ?? vendors, clientID: id, clientSecret: secret)
        settings.clientAuthentication = oauth.authentication
        settings.prefix = oauth.prefix
        settings.scope = oauth.scope
        settings.audience = oauth.audience
        settings.subject = oauth.subjectKey.flatMap { text($0) }
        if let key = oauth.refreshKey, case .secret(let token)? = values[key] {
            settings.refreshToken = token
        }
        return settings
    }

    mutating func keepQuiet(_ variable: String, _ text: String) {
        secrets.append(.init(variable, text))
    }
}
