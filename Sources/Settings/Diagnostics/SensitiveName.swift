import Model

/// Which keys hold secrets, their misspellings included: what stands under them is never shown.
enum SensitiveName {
    private static let parts = texts(
        "secret", "passw", "token", "credential", "api_key", "apikey", "api-key", "authorization")
    private static let webhooks = texts(
        "hooks.slack.com/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
        "chat.googleapis.com/v1/spaces/", ".webhook.office.com/", ".logic.azure.com")
    private static let names = [
        "secret", "secrets", "password", "token", "bearer", "sign", "value",
    ]

    private static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    /// Keys whose mappings hold a secret beside things that may be shown.
    static func isForMapping(_ key: String) -> Bool { key == "auth" || key == "verify" }

    /// A URL with a user and a password in it, or a known webhook's, wherever it stands.
    static func isCredential(_ content: YAMLNode.Content) -> Bool {
        guard case .scalar(let scalar) = content else { return false }
        if isWebhook(scalar.text) { return true }
        // Most texts of a file are names and numbers: they are not searched.
        guard scalar.text.utf8.contains(UInt8(ascii: "@")),
            let scheme = scalar.text.firstRange(of: "://")
        else { return false }
        return scalar.text[scheme.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
    }

    /// A webhook's URL of a known vendor: who has it may post.
    static func isWebhook(_ url: String) -> Bool {
        url.utf8.contains(UInt8(ascii: ".")) && holds(url, oneOf: webhooks)
    }

    static func matches(_ key: String) -> Bool {
        let name = key.lowercased()
        return holds(name, oneOf: parts)
            || names.contains { candidate in
                let difference = candidate.utf8.count - name.unicodeScalars.count
                return abs(difference) <= 1
                    && (name == candidate || NearestName.distance(name, candidate) == 1)
            }
    }

    /// Every text and key of a file passes here: the library's search of text in text takes a
    /// hundred times as long.
    private static func holds(_ text: String, oneOf words: [[UInt8]]) -> Bool {
        text.withBytes { bytes in
            words.contains { word in
                guard bytes.count >= word.count else { return false }
                return (0...(bytes.count - word.count)).contains { start in
                    bytes[start] == word[0]
                        && bytes[start..<start + word.count].elementsEqual(word)
                }
            }
        }
    }
}
