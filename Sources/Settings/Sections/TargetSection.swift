import Dispatching
import Model
import Targets
import Verification

/// Reads one entry of `targets:`.
struct TargetSection {
    let name: String
    let defaults: TargetDefaults
    let kinds: DeclaredKinds
    let reading: Reading

    func read(_ entry: YAMLEntry) -> Entry? {
        reading.resolvedValues = []
        guard let kind = kind(of: entry.value) else { return nil }
        let own: [any KeyDeclaration] =
            switch kind {
            case .http: HTTPTargetKeys.all
            case .defined(let definition): KindKeys.keys(definition)
            }
        let mapping = MappingReader(
            entry.value, what: "a target of kind \(kind.name)", keys: TargetKeys.common + own,
            reading: reading)
        guard let mapping else { return nil }

        var policy = defaults.policy
        var connection = defaults.connection
        if case .defined(let definition) = kind {
            // What the vendor allows, whatever `defaults` does.
            if let pace = definition.pace { policy.rate = Rate(count: pace.count, per: pace.per) }
            if let timeout = definition.totalTimeout { connection.totalTimeout = timeout }
        }
        policy.apply(mapping)
        connection.apply(mapping)
        // A reply needs its thread's first message.
        if case .defined(let definition) = kind, definition.keepsOrder(mapping.names) {
            policy.orderByRun = true
        }
        let afterAmbiguous = mapping(TargetKeys.afterAmbiguous)
        var draft: KindDraft?
        let targetKind: TargetKind?
        switch kind {
        case .http: targetKind = http(mapping)
        case .defined(let definition):
            let made = KindDraft(definition, mapping)
            draft = made
            // A required value that cannot be read is reported already.
            let isWhole = definition.keys.allSatisfy {
                !$0.isRequired || made.values[$0.name] != nil
            }
            targetKind =
                isWhole
                ? checked(mapping, own) { () throws(TargetError) in
                    .defined(try made.target(routeTexts: [:]))
                } : nil
        }
        guard let targetKind else { return nil }
        if case .http = kind { warnOfAddress(mapping, connection) }
        var target = Target(name: name, kind: targetKind)
        target.connection = connection
        if let afterAmbiguous { target.afterAmbiguous = afterAmbiguous }
        let was = mapping(TargetKeys.was) ?? []
        var settings = TargetSettings(
            target: target, policy: policy,
            written: entry.value.canonical + defaults.written + (kinds.written[kind.name] ?? ""))
        settings.was = was.map(\.value)
        return Entry(settings: settings, draft: draft, was: was)
    }

    /// A target, and what is needed to make it again with texts of routes.
    struct Entry {
        var settings: TargetSettings
        let draft: KindDraft?
        let was: [Placed<String>]
    }

    /// The kind alone, first: it decides which keys there are.
    private func kind(of node: YAMLNode) -> TargetKeys.Kind? {
        guard case .mapping(let entries) = node.content else {
            return reading.expected("a target's settings", node)
        }
        guard let entry = entries.first(where: { $0.key == TargetKeys.kind.name }) else {
            let near = NearestName.find("kind", in: entries.map(\.key))
            guard near == nil else {
                // The misspelled key is named, with its hint, as an unknown one.
                _ = MappingReader(
                    node, what: "a target", keys: kinds.keys, reading: reading,
                    requiring: false)
                return nil
            }
            reading.error(
                .missingKey, at: node.owner, "the target '\(name)' needs 'kind'",
                hint: "one of: \(kinds.all.map(\.name).joined(separator: ", "))")
            return nil
        }
        if let name = entry.value.scalar?.text, kinds.broken.contains(name) { return nil }
        if let kind = kinds.values.read(entry.value, reading) { return kind }
        _ = MappingReader(
            node, what: "a target", keys: kinds.keys, reading: reading,
            requiring: false)
        return nil
    }

    private func http(_ mapping: MappingReader) -> TargetKind? {
        let signing = mapping(HTTPTargetKeys.sign) ?? []
        if !signing.isEmpty {
            do {
                _ = try StandardWebhooksSigner(secrets: signing)
            } catch {
                reading.error(
                    .invalidValue, at: mapping.valuePosition(of: HTTPTargetKeys.sign),
                    error.description)
                return nil
            }
        }
        let credential = mapping(HTTPTargetKeys.auth).flatMap(credential)
        let (method, body) = (mapping(HTTPTargetKeys.method), mapping(HTTPTargetKeys.body))
        let headers = mapping(HTTPTargetKeys.headers) ?? []
        let forwarded = mapping(HTTPTargetKeys.forwardHeaders) ?? []
        let code = mapping(HTTPTargetKeys.hmac).flatMap(code)
        let signature = mapping(HTTPTargetKeys.httpSignature).flatMap(MessageSignature.init)
        let answers = AnswerTests(mapping)
        guard let url = mapping(HTTPTargetKeys.url) else { return nil }
        var settings = HTTPTargetSettings(url: url)
        settings.code = code
        settings.messageSignature = signature
        settings.answers = answers
        if let method { settings.method = method }
        let omitsEmpty = mapping(HTTPTargetKeys.omitEmpty)
        switch body {
        case .text(let text): settings.body = .text(text, contentType: nil)
        case .tree(let tree): settings.body = .tree(tree, omitsEmpty: omitsEmpty ?? false)
        case nil: break
        }
        if let program = mapping(HTTPTargetKeys.jq) { settings.body = .transformation(program) }
        if mapping.has(HTTPTargetKeys.jq), mapping.has(HTTPTargetKeys.body) {
            reading.error(
                .conflictingKeys, at: mapping.position(of: HTTPTargetKeys.jq),
                "a target takes body or jq, not both")
        }
        if omitsEmpty != nil, mapping(HTTPTargetKeys.body)?.isTree != true {
            reading.error(
                .conflictingKeys, at: mapping.position(of: HTTPTargetKeys.omitEmpty),
                "omit_empty has no meaning without a body that is a mapping or list")
        }
        if let credential { settings.credential = credential }
        settings.headers = headers.map { .init(name: $0.entry.key, value: $0.value) }
        for (header, written) in zip(settings.headers, headers) where header.soundsSecret {
            warnOfSecret(written.entry.value)
        }
        settings.forwardHeaders = forwarded
        settings.signingSecrets = signing
        settings.otherSecrets = reading.resolvedValues.compactMap { Secret($0) }
        return checked(mapping, HTTPTargetKeys.all) { () throws(TargetError) in
            .http(try HTTPTarget(settings))
        }
    }

    /// Where a credential probably stands; a reference or a template is none.
    private func warnOfSecret(_ node: YAMLNode) {
        guard let text = node.scalar?.text, !text.isEmpty, !text.contains("${"),
            !text.contains("{{")
        else { return }
        var node = node
        node.isSensitive = true
        reading.unread.append(node)
        reading.warnOfSecret(text, at: node.position)
    }

    /// An address in the URL is judged before each connection; nothing is to be learnt by waiting.
    private func warnOfAddress(_ mapping: MappingReader, _ connection: ConnectionPolicy) {
        guard connection.proxy == nil, let url = mapping(HTTPTargetKeys.url),
            let refusal = HTTPTargetSettings(url: url).literalAddress.flatMap(
                AddressGuard(allowed: connection.allowPrivate).refusal)
        else { return }
        reading.warning(
            .addressRefused, at: mapping.valuePosition(of: HTTPTargetKeys.url),
            "nothing will be sent there: \(refusal.rule)", hint: refusal.remedy)
    }

    private func code(_ mapping: MappingReader) -> SignatureScheme? {
        let prefix = mapping(CodeKeys.prefix) ?? ""
        let encoding = mapping(CodeKeys.encoding) ?? .hex
        let signed = mapping(CodeKeys.signed)
        let timestamp = mapping(CodeKeys.timestampHeader)
        guard let header = mapping(CodeKeys.header), let secret = mapping(CodeKeys.secret) else {
            return nil
        }
        return SignatureScheme(
            header: header, prefix: prefix, encoding: encoding, signed: signed ?? .body,
            timestamp: timestamp.map { .init(header: $0, tolerance: .minutes(5)) },
            secrets: [secret])
    }

    private func credential(_ mapping: MappingReader) -> HTTPTargetSettings.Credential? {
        let given = AuthKeys.all.filter { mapping.has($0) }
        guard given.count == 1 else {
            if given.isEmpty, mapping.hasStrangers { return nil }
            reading.error(
                given.isEmpty ? .missingKey : .conflictingKeys, at: mapping.node.owner,
                "auth takes exactly one of bearer, basic, header, query, oauth2")
            return nil
        }
        if let token = mapping(AuthKeys.bearer) { return .bearer(token) }
        if let oauth = mapping(AuthKeys.oauth2).flatMap(OAuthSettings.init) {
            return .oauth2(oauth)
        }
        if let basic = mapping(AuthKeys.basic), let username = basic(BasicKeys.username) {
            return .basic(username: username, password: basic(BasicKeys.password))
        }
        if let header = mapping(AuthKeys.header), let name = header(NamedSecretKeys.name),
            let value = header(NamedSecretKeys.value)
        {
            let prefix = header(HeaderSecretKeys.prefix) ?? ""
            return .header(name: name, prefix: prefix, value: value)
        }
        if let query = mapping(AuthKeys.query), let name = query(NamedSecretKeys.name),
            let value = query(NamedSecretKeys.value)
        {
            return .query(name: name, value: value)
        }
        return nil
    }

    /// What the target itself refuses is shown at the key it names.
    private func checked(
        _ mapping: MappingReader, _ keys: [any KeyDeclaration],
        _ make: () throws(TargetError) -> TargetKind
    ) -> TargetKind? {
        do {
            return try make()
        } catch {
            let root = error.setting.prefix { $0 != "." }
            let written = ["credential", "oauth2"].contains(root) ? "auth" : String(root)
            let key = keys.first { $0.name == written }
            reading.error(
                .invalidValue,
                at: key.map { mapping.valuePosition(of: $0) } ?? mapping.node.owner,
                error.description, hint: error.hint)
            return nil
        }
    }
}

/// The settings of a kind that is data, as they were read.
struct KindDraft {
    let definition: KindDefinition
    let values: [String: KindValue]
    private let otherSecrets: [Secret]

    init(_ definition: KindDefinition, _ mapping: MappingReader) {
        self.definition = definition
        var values: [String: KindValue] = [:]
        for key in KindKeys.keys(definition) { values[key.name] = mapping(key) }
        self.values = values
        otherSecrets = mapping.reading.resolvedValues.compactMap { Secret($0) }
    }

    func target(routeTexts: [KindTarget.RouteText: String]) throws(TargetError) -> KindTarget {
        try KindTarget(
            definition, values: values, otherSecrets: otherSecrets, routeTexts: routeTexts)
    }
}

/// What `defaults:` says.
struct TargetDefaults {
    var policy = DeliveryPolicy()
    var connection = ConnectionPolicy()
    private(set) var written = ""

    static let keys: [any KeyDeclaration] = PolicyKeys.all + [ConnectionKeys.timeout]

    init(_ mapping: MappingReader?) {
        guard let mapping else { return }
        written = mapping.node.canonical
        policy.apply(mapping)
        connection.applyTimeout(mapping)
    }
}
