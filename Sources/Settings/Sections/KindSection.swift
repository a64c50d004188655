import Dispatching
import Model
import Targets

/// Reads one entry of `kinds:`: a kind of target of the user's own.
struct KindSection {
    let name: String
    let reading: Reading

    /// A kind, and the same text for the same kind.
    struct Entry {
        let definition: KindDefinition
        let written: String
    }

    func read(_ entry: YAMLEntry) -> Entry? {
        guard !TargetKeys.kinds.contains(where: { $0.name == name }) else {
            reading.error(
                .duplicateName, at: entry.position, "there is a kind named '\(name)' already",
                hint: "take another name")
            return nil
        }
        let mapping = MappingReader(
            entry.value, what: "a kind", keys: KindDeclarationKeys.all, reading: reading)
        guard let mapping, let node = mapping.node(of: KindDeclarationKeys.keys),
            let keys = keys(node), let body = mapping.node(of: KindDeclarationKeys.body)
        else { return nil }
        let roles = Dictionary(keys.map { ($0.name, $0.role) }) { first, _ in first }
        let shape = shape(body, roles)
        var definition = KindDefinition(
            name: name, group: mapping(KindDeclarationKeys.group) ?? .ats,
            base: mapping(KindDeclarationKeys.base).map { .fixed($0) } ?? .webhook,
            body: shape ?? .object([]), keys: keys)
        apply(mapping, to: &definition)
        do throws(TargetError) {
            try definition.check()
        } catch {
            let key = KindDeclarationKeys.all.first { $0.name == error.setting }
            reading.error(
                .invalidValue,
                at: key.map { mapping.valuePosition(of: $0) } ?? entry.position, error.description)
            return nil
        }
        // Else it is reported already.
        return shape == nil ? nil : Entry(definition: definition, written: entry.value.canonical)
    }

    private func apply(_ mapping: MappingReader, to definition: inout KindDefinition) {
        if let path = mapping(KindDeclarationKeys.path) { definition.path = path }
        if let method = mapping(KindDeclarationKeys.method) { definition.method = method }
        if let type = mapping(KindDeclarationKeys.contentType) { definition.contentType = type }
        definition.textKey = mapping(KindDeclarationKeys.text)
        definition.destinationKey = mapping(KindDeclarationKeys.destination)
        if let rate = mapping(KindDeclarationKeys.rate) { definition.pace = (rate.count, rate.per) }
        if let auth = mapping(KindDeclarationKeys.auth), let form = credential(auth) {
            definition.credential = form
            definition.oauth = auth(KindAuthKeys.oauth2).flatMap { KindOAuth($0) }
        }
        for (entry, text) in mapping(KindDeclarationKeys.headers) ?? [] {
            if let key = onlyKey(text, entry) {
                definition.headers.append((entry.key.lowercased(), key))
            } else {
                definition.constants.append((entry.key.lowercased(), text))
            }
        }
        for (entry, text) in mapping(KindDeclarationKeys.query) ?? [] {
            if let key = onlyKey(text, entry) {
                definition.query.append((entry.key, key))
            } else {
                definition.parameters.append((entry.key, QueryString.encode(text)))
            }
        }
        if let answers = AnswerTests(mapping).rules { definition.answers = answers }
    }

    /// A key that is all of a header's or parameter's text.
    private func onlyKey(_ text: String, _ entry: YAMLEntry) -> String? {
        let parts = BodyShape.parts(text)
        if parts.count == 1, case .key(let name) = parts[0] { return name }
        if !KindDefinition.keys(in: text).isEmpty {
            reading.error(
                .invalidValue, at: entry.value.position, "expected either text or only {key}")
        }
        return nil
    }

    private func credential(_ mapping: MappingReader) -> KindDefinition.CredentialForm? {
        let given = KindAuthKeys.all.filter { mapping.has($0) }
        guard given.count == 1 else {
            if given.isEmpty, mapping.hasStrangers { return nil }
            reading.error(
                given.isEmpty ? .missingKey : .conflictingKeys, at: mapping.node.owner,
                "auth takes exactly one of bearer, basic, header, query, oauth2")
            return nil
        }
        if mapping.has(KindAuthKeys.oauth2) { return KindDefinition.CredentialForm.none }
        if let key = mapping(KindAuthKeys.bearer) { return .authorization(key, prefix: "Bearer ") }
        if let key = mapping(KindAuthKeys.basic) { return .basic(key) }
        if let header = mapping(KindAuthKeys.header), let name = header(KindPlaceKeys.name),
            let key = header(KindPlaceKeys.key)
        {
            let prefix = header(KindHeaderKeys.prefix)
            if name.lowercased() == "authorization" {
                return .authorization(key, prefix: prefix ?? "")
            }
            if prefix != nil {
                reading.error(
                    .invalidValue, at: header.position(of: KindHeaderKeys.prefix),
                    "a prefix stands only in Authorization")
            }
            return .header(key, name: name.lowercased())
        }
        if let query = mapping(KindAuthKeys.query), let name = query(KindPlaceKeys.name),
            let key = query(KindPlaceKeys.key)
        {
            return .query(key, name: name)
        }
        return nil
    }

    private func shape(_ node: YAMLNode, _ roles: [String: KindKey.Role]) -> BodyShape? {
        switch node.content {
        case .mapping(let entries):
            let members = entries.map { ($0.key, shape($0.value, roles)) }
            guard !members.contains(where: { $0.1 == nil }) else { return nil }
            return .object(members.compactMap { name, shape in shape.map { (name, $0) } })
        case .list(let items):
            let shapes = items.map { shape($0, roles) }
            return shapes.contains { $0 == nil } ? nil : .array(shapes.compactMap { $0 })
        case .scalar(let scalar) where scalar.value != .text:
            return .json(scalar.value == .null ? "null" : scalar.text.lowercased())
        case .scalar:
            return ValueKind.kindText.read(node, reading).flatMap { text($0, node, roles) }
        }
    }

    private func text(
        _ text: String, _ node: YAMLNode, _ roles: [String: KindKey.Role]
    ) -> BodyShape? {
        let parts = BodyShape.parts(text)
        for case .key(let name) in parts where roles[name] == nil {
            reading.error(
                .invalidValue, at: node.position, "there is no key '\(name)' in 'keys'",
                hint: NearestName.hint(name, in: roles.keys.sorted()))
            return nil
        }
        guard parts.count == 1, case .key(let name) = parts[0] else {
            return parts.contains { if case .key = $0 { true } else { false } }
                ? .joined(parts) : .literal(text)
        }
        if case .flag = roles[name] { return .flag(name) }
        return .text(name)
    }

    private func keys(_ node: YAMLNode) -> [KindKey]? {
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            return reading.expected("a mapping of keys to their types", node)
        }
        let keys = entries.map(key)
        return keys.contains { $0 == nil } ? nil : keys.compactMap { $0 }
    }

    private func key(_ entry: YAMLEntry) -> KindKey? {
        let isWord = entry.key.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isWord, entry.key.utf8.count <= Names.bytesMax, entry.key != "url",
            !TargetKeys.common.contains(where: { $0.name == entry.key })
        else {
            reading.error(
                .invalidValue, at: entry.position,
                "'\(Excerpt.clean(entry.key))' cannot be the name of a kind's key",
                hint: "letters, digits and '_', and no key that every target has")
            return nil
        }
        let mapping = MappingReader(
            entry.value, what: "a kind's key", keys: KindKeyKeys.all, reading: reading)
        guard let mapping, let type = mapping(KindKeyKeys.type), let role = role(type, mapping)
        else { return nil }
        return KindKey(
            entry.key, role, required: mapping(KindKeyKeys.required) ?? false,
            default: mapping(KindKeyKeys.fallback),
            mapping(KindKeyKeys.doc) ?? "A key of this configuration's own kind.")
    }

    private func role(_ type: KindKeyKeys.Kind, _ mapping: MappingReader) -> KindKey.Role? {
        let max = mapping(KindKeyKeys.max)
        let escape = mapping(KindKeyKeys.escape)
        let choices = mapping(KindKeyKeys.choices)
        func only(_ key: any KeyDeclaration, _ allowed: KindKeyKeys.Kind) -> Bool {
            guard mapping.has(key), type != allowed else { return true }
            reading.error(
                .invalidValue, at: mapping.position(of: key),
                "'\(key.name)' has no meaning for the type \(type.rawValue)")
            return false
        }
        guard only(KindKeyKeys.max, .message), only(KindKeyKeys.escape, .message),
            only(KindKeyKeys.choices, .choice)
        else { return nil }
        let fallback = mapping.has(KindKeyKeys.fallback)
        switch type {
        case .secret, .flag:
            guard fallback else { return type == .flag ? .flag : .secret }
            reading.error(
                .invalidValue, at: mapping.position(of: KindKeyKeys.fallback),
                "the type \(type.rawValue) has no default")
            return nil
        case .text: return .constant
        case .message: return .message(escape ?? .noteLine, max: max ?? Limits.noteTextMax)
        case .id: return .identifier
        case .host: return .hostLabel
        case .choice:
            guard let choices = choices ?? mapping.require(KindKeyKeys.choices, in: "a choice")
            else { return nil }
            if let word = mapping(KindKeyKeys.fallback), !choices.contains(word) {
                reading.error(
                    .invalidValue, at: mapping.valuePosition(of: KindKeyKeys.fallback),
                    "the default is none of the choices")
                return nil
            }
            return .choice(choices)
        }
    }
}
