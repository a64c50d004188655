import Model

extension KindDefinition {
    /// Keys whose values are parts of the host's name.
    var hostLabels: [String] {
        ownKeys.compactMap { key in
            if case .hostLabel = key.role { key.name } else { nil }
        }
    }

    /// Whether targets of this kind can be made at all. The error names what is wrong in the words
    /// of `kinds:` in routes.yaml.
    package func check() throws(TargetError) {
        try checkAddress()
        try checkHeaders()
        for (name, key) in query {
            try checkParameter(name)
            try check(key, of: "query", among: [.secret, .constant, .choice])
        }
        for (name, _) in parameters { try checkParameter(name) }
        try check(body)
        try checkCredential()
        if let textKey { try check(textKey, of: "text", among: [.message]) }
        if let destinationKey { try check(destinationKey, of: "destination", among: [.identifier]) }
        guard ["POST", "PUT", "PATCH"].contains(method) else {
            throw .invalid(setting: "method", problem: "must be POST, PUT or PATCH")
        }
    }

    /// The roles of keys by what may be done with their values.
    private enum Use: Equatable {
        case secret, constant, hostLabel, choice, flag, message, identifier
    }

    private func use(of key: KindKey) -> Use? {
        switch key.role {
        case .secret: .secret
        case .constant: .constant
        case .hostLabel: .hostLabel
        case .choice: .choice
        case .flag: .flag
        case .message: .message
        case .identifier: .identifier
        case .webhook, .base, .list, .finder, .variables: nil
        }
    }

    private func check(_ name: String, of setting: String, among uses: [Use]) throws(TargetError) {
        guard let key = ownKeys.first(where: { $0.name == name }) else {
            throw .invalid(setting: setting, problem: "there is no key '\(name)' in 'keys'")
        }
        guard let use = use(of: key), uses.contains(use) else {
            throw .invalid(setting: setting, problem: "a key such as '\(name)' has no place here")
        }
    }

    private func checkAddress() throws(TargetError) {
        if case .fixed(let base) = base {
            let example = hostLabels.reduce(base) { $0.replacing("{\($1)}", with: "example") }
            if let name = Self.keys(in: example).first {
                try check(name, of: "base", among: [.hostLabel])
            }
            guard try !URLTemplate.literal(example, setting: "base").contains("?") else {
                throw .invalid(setting: "base", problem: "has no query: see 'query'")
            }
        }
        guard !path.isEmpty else { return }
        guard !isWebhook else {
            throw .invalid(setting: "path", problem: "has no meaning without 'base'")
        }
        let segments = path.split(separator: "/")
        guard path.first == "/", !segments.contains("."), !segments.contains(".."),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#\\".utf8.contains($0) })
        else {
            throw .invalid(
                setting: "path", problem: "must begin with '/' and hold neither '?' nor '..'")
        }
        for name in Self.keys(in: path) {
            try check(name, of: "path", among: [.constant, .choice, .hostLabel, .identifier])
        }
    }

    private func checkHeaders() throws(TargetError) {
        guard HeaderText.isFreeOfControls(contentType), !contentType.isEmpty else {
            throw .invalid(setting: "content_type", problem: "is no media type")
        }
        for (name, key) in headers {
            try checkHeader(name)
            try check(key, of: "headers", among: [.secret, .constant, .choice])
        }
        for (name, value) in constants {
            try checkHeader(name)
            guard HeaderText.isFreeOfControls(value) else {
                throw .invalid(setting: "headers", problem: "'\(name)' holds a control character")
            }
        }
    }

    private func checkHeader(_ name: String) throws(TargetError) {
        let lower = name.lowercased()
        guard HeaderText.isName(name), !HeaderNames.ofConnection.contains(lower),
            !HeaderNames.own.contains(lower), lower != "content-type", lower != "authorization",
            lower != "user-agent"
        else {
            throw .invalid(setting: "headers", problem: "'\(name)' cannot be set here")
        }
    }

    private func checkParameter(_ name: String) throws(TargetError) {
        guard !name.isEmpty, QueryString.encode(name) == name else {
            throw .invalid(setting: "query", problem: "'\(name)' is no name of a parameter")
        }
    }

    private func checkCredential() throws(TargetError) {
        if let oauth { try check(oauth) }
        switch credential {
        case .none: break
        case .basic(let key, _), .authorization(let key, _):
            try check(key, of: "auth", among: [.secret])
        case .header(let key, let name):
            try check(key, of: "auth", among: [.secret])
            guard HeaderText.isName(name), !HeaderNames.ofConnection.contains(name.lowercased()),
                !HeaderNames.own.contains(name.lowercased())
            else { throw .invalid(setting: "auth", problem: "'\(name)' cannot be set here") }
        case .query(let key, let name):
            try check(key, of: "auth", among: [.secret])
            try checkParameter(name)
        }
    }

    private func check(_ oauth: KindOAuth) throws(TargetError) {
        try check(oauth.idKey, of: "auth", among: [.constant, .secret])
        let secrets = [oauth.secretKey] + (oauth.refreshKey.map { [$0] } ?? [])
        for key in secrets { try check(key, of: "auth", among: [.secret]) }
        for name in [oauth.idKey] + secrets where key(name)?.isRequired != true {
            throw .invalid(
                setting: "auth", problem: "'\(name)' must be required: tokens are asked for by it")
        }
        for (_, url) in oauth.tokenURLs {
            let example = hostLabels.reduce(url) { $0.replacing("{\($1)}", with: "example") }
            if let name = Self.keys(in: example).first {
                try check(name, of: "auth", among: [.hostLabel])
            }
            _ = try URLTemplate.literal(example, setting: "auth")
        }
        guard HeaderText.isFreeOfControls(oauth.prefix) else {
            throw .invalid(setting: "auth", problem: "its prefix holds a control character")
        }
    }

    private func check(_ shape: BodyShape) throws(TargetError) {
        let texts: [Use] = [.constant, .hostLabel, .choice, .message, .identifier]
        switch shape {
        case .object(let members): for (_, shape) in members { try check(shape) }
        case .array(let shapes): for shape in shapes { try check(shape) }
        case .text(let key), .number(let key): try check(key, of: "body", among: texts)
        case .flag(let key): try check(key, of: "body", among: [.flag])
        case .joined(let parts):
            for case .key(let key) in parts { try check(key, of: "body", among: texts) }
        case .literal, .json, .variables, .list, .message: break
        }
    }

    /// What stands in braces.
    package static func keys(in text: String) -> [String] {
        BodyShape.parts(text).compactMap { part in
            if case .key(let name) = part { name } else { nil }
        }
    }
}

extension BodyShape {
    /// `#[CANDIDATE:{candidate}] {note}` in its parts; braces around anything but a name are text.
    package static func parts(_ text: String) -> [TextPart] {
        var parts: [TextPart] = []
        var literal = ""
        var rest = text[...]
        while let opening = rest.firstIndex(of: "{") {
            literal += rest[..<opening]
            let inside = rest[rest.index(after: opening)...]
            let name = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard !name.isEmpty, inside[name.endIndex...].first == "}" else {
                literal.append("{")
                rest = inside
                continue
            }
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = ""
            parts.append(.key(String(name)))
            rest = inside[name.endIndex...].dropFirst()
        }
        literal += rest
        return literal.isEmpty ? parts : parts + [.literal(literal)]
    }
}
