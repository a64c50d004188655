import Model

/// Which keys hold secrets, their misspellings included: what stands under them is never shown.
enum SensitiveName {
    private static let parts = [
        "secret", "passw", "token", "credential", "api_key", "apikey", "api-key", "authorization",
    ]
    private static let names = [
        "secret", "secrets", "password", "token", "bearer", "sign", "value",
    ]

    static func matches(_ key: String) -> Bool {
        let name = key.lowercased()
        return parts.contains { name.contains($0) }
            || names.contains { name == $0 || NearestName.distance(name, $0) == 1 }
    }
}
