import Model
import Verification

/// Keys of `sources.<name>.settings`.
enum SettingsAccessKeys {
    static let key = Key(
        "key", .oneOrList(of: .secret, countMax: 8), required: true,
        "What callers send as `apiKey`; several while it is changed. No other source may have it.")
    static let allowPrivate = Key(
        "allow_private", .oneOrList(of: .cidr, countMax: 64),
        "Addresses that are not public and may be set all the same.")

    static let all: [any KeyDeclaration] = [key, allowPrivate]
}

extension ValueKind where Value == SettingsAccess {
    static let settingsAccess = ValueKind(
        MappingReader.description(SettingsAccessKeys.all), keys: SettingsAccessKeys.all,
        shape: .mapping(SettingsAccessKeys.all)
    ) { node, reading in
        guard
            let mapping = MappingReader(
                node, what: "settings", keys: SettingsAccessKeys.all, reading: reading)
        else { return nil }
        var access = SettingsAccess()
        access.keys = mapping(SettingsAccessKeys.key) ?? []
        access.allowPrivate = mapping(SettingsAccessKeys.allowPrivate) ?? []
        return access
    }
}

/// Tells when two sources have the same key: whose events would it be about?
struct SettingsKeyOwners {
    private var owners: [Secret: String] = [:]

    mutating func check(_ source: Source, _ position: Position, _ reading: Reading) {
        for key in Set(source.settings?.keys ?? []) {
            if let owner = owners[key] {
                reading.error(
                    .conflictingKeys, at: position,
                    "the settings key of '\(source.name)' is that of '\(owner)' too",
                    hint: "give each source a key of its own")
            }
            owners[key] = source.name
        }
    }
}
