package import Model

/// Who may say through the settings API where a source's events go, and how far that reaches.
package struct SettingsAccess: Sendable {
    /// Each of them will do: more than one while it is changed.
    package var keys: [Secret] = []
    /// Addresses that are not public and may be sent to all the same.
    package var allowPrivate: [CIDR] = []

    package init() {}

    /// Whether a caller's key is one of these; compared in constant time.
    package func admits(_ key: String) -> Bool {
        guard let known = try? SecretSet(keys.map { $0.reveal() }) else { return false }
        return known.index(of: key) != nil
    }
}
