import Model
import Verification

/// Writes `verify` for a preset: the best scheme that the vendor can do, with names of secrets to
/// be set.
struct PresetVerifyYAML {
    private let preset: Preset
    /// `RIBBON` in `${RIBBON_SECRET}`.
    private let stem: String

    init(_ preset: Preset) {
        self.preset = preset
        stem = String(
            preset.name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    var lines: [String] {
        var keys: [String] = []
        switch preset.scheme {
        case nil:
            switch preset.verification.first {
            case .basic: keys = ["scheme: basic", "username: relay", "password: \(name("SECRET"))"]
            case .header: keys = ["scheme: header", "header: X-Webhook-Secret", secret]
            case .bearer: keys = ["scheme: bearer", secret]
            default: keys = ["scheme: path-token", secret]
            }
        case .header(let header, _)?: keys = ["scheme: header", "header: \(header)", secret]
        case .query(let parameter, _)?:
            keys = ["scheme: query", "parameter: \(YAMLText.quoted(parameter))", secret]
        case .bodyToken(let pointer, _)?:
            keys = ["scheme: body-token", "pointer: \(pointer)", secret]
        case .pathToken?: keys = ["scheme: path-token", secret]
        case .basic(let username, _)?:
            keys = [
                "scheme: basic", "username: \(YAMLText.quoted(username))",
                "password: \(name("SECRET"))",
            ]
        case .bearer?: keys = ["scheme: bearer", secret]
        case .standardWebhooks(_, let tolerance)?:
            keys = ["scheme: standard-webhooks", secret, "tolerance: \(tolerance)"]
        case VerificationScheme.none?: keys = ["scheme: none"]
        case .signature(let scheme)?: keys = signature(scheme)
        case .token(let scheme)?: keys = token(scheme)
        }
        let needsToken = preset.handshakes.contains {
            if case .token = $0.proof { true } else { false }
        }
        if needsToken { keys.append("handshake_token: \(name("HANDSHAKE_TOKEN"))") }
        return ["    verify:"] + keys.map { "      " + $0 }
    }

    private func name(_ suffix: String) -> String { "\"${\(stem)_\(suffix)}\"" }

    private var secret: String {
        preset.isPaired ? "paired: true" : "secret: \(name("SECRET"))"
    }

    private var publicKey: String { "public_key: \(name("PUBLIC_KEY"))" }

    private func token(_ scheme: TokenScheme) -> [String] {
        var place =
            switch scheme.place {
            case .header(let name): "header: \(name)"
            case .query(let parameter): "query: \(YAMLText.quoted(parameter))"
            }
        if !scheme.prefix.isEmpty { place += ", prefix: \(YAMLText.quoted(scheme.prefix))" }
        var keys = [
            "scheme: jws",
            "algorithm: \(scheme.algorithm.rawValue)",
            "jwt: { \(place) }",
            "claims: { body_hash: \(YAMLText.quoted(scheme.bodyHash)), "
                + "encoding: \(scheme.hashEncoding.rawValue), "
                + "time: \(YAMLText.quoted(scheme.time)) }",
            "tolerance: \(scheme.tolerance)",
        ]
        if scheme.secretEncoding != .text {
            keys.append("secret_encoding: \(scheme.secretEncoding.rawValue)")
        }
        keys.append(scheme.algorithm.isShared ? secret : publicKey)
        return keys
    }

    private func signature(_ scheme: SignatureScheme) -> [String] {
        var place: [String]
        switch scheme.place {
        case .headers(let names):
            place = [
                "header: \(names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]")"
            ]
        case .body(let pointer): place = ["pointer: \(pointer)"]
        case .form(let field): place = ["form: \(YAMLText.quoted(field))"]
        case .query(let parameter): place = ["query: \(YAMLText.quoted(parameter))"]
        }
        if !scheme.prefix.isEmpty { place.append("prefix: \(YAMLText.quoted(scheme.prefix))") }
        if scheme.separator != "," {
            place.append("separator: \(YAMLText.quoted(String(scheme.separator)))")
        }
        place.append("encoding: \(scheme.encoding.rawValue)")
        var keys = [
            "scheme: \(scheme.algorithm.rawValue)",
            "signature: { \(place.joined(separator: ", ")) }",
            "signed: \(YAMLText.quoted(scheme.signed.description))",
        ]
        if scheme.signed.allowsUnsignedBody { keys.append("unsigned_body: true") }
        if scheme.signed.parts.contains(.id) { keys.append("id_header: \(scheme.idHeader)") }
        if let rule = scheme.timestamp { keys.append("timestamp: { \(self.rule(rule)) }") }
        if let bodyHash = scheme.bodyHash { keys.append("body_hash: \(bodyHash.text)") }
        if let items = scheme.items { keys.append("items: \(items)") }
        if scheme.secretEncoding != .text {
            keys.append("secret_encoding: \(scheme.secretEncoding.rawValue)")
        }
        keys.append(
            scheme.algorithm.isShared ? secret : publicKey)
        if preset.needsURL {
            keys.append("url: https://relay.example.com/in/\(preset.name)")
        }
        if scheme.signed.parts.contains(.value) { keys.append("value: \(name("VALUE"))") }
        if preset.wantsPathToken { keys.append("path_token: \(name("PATH_TOKEN"))") }
        return keys
    }

    private func rule(_ rule: SignatureScheme.TimestampRule) -> String {
        let place =
            switch rule.place {
            case .header(let name): "header: \(name)"
            case .element(let name): "element: \(name)"
            case .body(let pointer): "pointer: \(pointer)"
            case .form(let name): "form: \(YAMLText.quoted(name))"
            }
        return "\(place), format: \(rule.format.rawValue), tolerance: \(rule.tolerance)"
    }
}
