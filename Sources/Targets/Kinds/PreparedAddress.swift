import Model

/// Where a kind's requests go, as far as settings decide it.
struct PreparedAddress {
    private(set) var parts: [KindTarget.AddressPart] = []
    private(set) var updateParts: [KindTarget.AddressPart] = []
    private(set) var query = ""

    init(_ definition: KindDefinition, _ settings: inout KindSettings) throws(TargetError) {
        var parameters = definition.parameters.map { "\($0.name)=\($0.value)" }
        for (name, key) in definition.query {
            guard let text = settings.text(key) else { continue }
            parameters.append("\(name)=\(QueryString.encode(text))")
        }
        if case .query(let key, let name) = definition.credential, let text = settings.text(key) {
            let encoded = QueryString.encode(text)
            settings.keepQuiet("CREDENTIAL", encoded)
            parameters.append("\(name)=\(encoded)")
        }
        let base = try Self.base(definition, settings)
        guard definition.isWebhook else {
            parts = Self.parts(base + definition.path, settings)
            updateParts = Self.parts(base + (definition.threads?.updatePath ?? ""), settings)
            if !parameters.isEmpty { query = "?" + parameters.joined(separator: "&") }
            return
        }
        try Self.checkWebhook(base, definition, &settings)
        parts = [.literal(base)]
        let present = Set(QueryString.pairs(Self.queryText(base)).map(\.name))
        let missing = parameters.filter { !present.contains(String($0.prefix { $0 != "=" })) }
        if !missing.isEmpty {
            query = (base.contains("?") ? "&" : "?") + missing.joined(separator: "&")
        }
    }

    private static func queryText(_ url: String) -> String {
        url.firstIndex(of: "?").map { String(url[url.index(after: $0)...]) } ?? ""
    }

    static func base(
        _ definition: KindDefinition, _ settings: KindSettings
    ) throws(TargetError) -> String {
        if let url = settings.text("url") {
            let url = try URLTemplate.literal(url, setting: "url")
            guard !definition.isWebhook else { return url }
            guard !url.contains("?") else {
                throw .invalid(
                    setting: "url", problem: "replaces the vendor's host, and has no query")
            }
            return url.last == "/" ? String(url.dropLast()) : url
        }
        switch definition.base {
        case .webhook: return ""
        case .fixed(let base):
            return definition.hostLabels.reduce(base) { base, name in
                base.replacing("{\(name)}", with: settings.constants[name] ?? "")
            }
        case .regions(let regions):
            let region = settings.constants["region"]
            return regions.first { $0.region == region }?.base ?? regions[0].base
        }
    }

    private static func checkWebhook(
        _ url: String, _ definition: KindDefinition, _ settings: inout KindSettings
    ) throws(TargetError) {
        let path = url.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst(3)
        for (first, problem) in definition.foreignPaths where path.first.map(String.init) == first {
            throw .invalid(setting: "url", problem: problem)
        }
        // The URL's last part, or a parameter of it, alone may be enough to post.
        if let token = path.last, token.utf8.count >= 8 {
            settings.keepQuiet("TOKEN", String(token))
        }
        for pair in QueryString.pairs(queryText(url)) where pair.value.utf8.count >= 16 {
            settings.keepQuiet("PARAMETER", pair.value)
        }
    }

    /// `/c/{company}/candidates/{candidate}/notes`: constants are put in, encoded.
    static func parts(
        _ text: String, _ settings: KindSettings
    ) -> [KindTarget.AddressPart] {
        var parts: [KindTarget.AddressPart] = []
        var literal = ""
        var rest = text[...]
        while let opening = rest.firstIndex(of: "{"), let closing = rest.firstIndex(of: "}") {
            literal += rest[..<opening]
            let name = String(rest[rest.index(after: opening)..<closing])
            if let constant = settings.constants[name] {
                literal += QueryString.encode(constant)
            } else {
                parts += [.literal(literal), .identifier(name)]
                literal = ""
            }
            rest = rest[rest.index(after: closing)...]
        }
        return parts + [.literal(literal + rest)]
    }
}
