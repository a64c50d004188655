import Model

/// Which keys hold secrets, their misspellings included: what stands under them is never shown.
enum SensitiveName {
    private static let parts = [
        "secret", "passw", "token", "credential", "api_key", "apikey", "api-key", "authorization",
    ]
    private static let names = [
        "secret", "secrets", "password", "token", "bearer", "sign", "value",
    ]

    /// Keys whose mappings hold a secret beside things that may be shown.
    static func isForMapping(_ key: String) -> Bool { key == "auth" || key == "verify" }

    /// A URL with a user and a password in it, or a known webhook's, wherever it stands.
    static func isCredential(_ content: YAMLNode.Content) -> Bool {
        guard case .scalar(let scalar) = content else { return false }
        if isWebhook(scalar.text) { return true }
        guard let scheme = scalar.text.firstRange(of: "://") else { return false }
        return scalar.text[scheme.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
    }

    /// A webhook's URL of a known vendor: who has it may post.
    static func isWebhook(_ url: String) -> Bool {
        [
            "hooks.slack.com/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
            "chat.googleapis.com/v1/spaces/", ".webhook.office.com/", ".logic.azure.com",
        ].contains { url.contains($0) }
    }

    static func matches(_ key: String) -> Bool {
        let name = key.lowercased()
        return parts.contains { name.contains($0) }
            || names.contains { name == $0 || NearestName.distance(name, $0) == 1 }
    }
}
