extension Limits {
    /// Deeper than any sensible routes.yaml; keeps the reader's stack bounded.
    package static let yamlDepthMax = 64
    /// Values reached through YAML aliases: enough for shared blocks, too few for an alias bomb.
    package static let yamlAliasedValuesMax = 100_000
    /// Repeated keys that are reported one by one; each costs one more pass over the file.
    package static let yamlDuplicateKeysMax = 20
    /// Problems shown of one file; whoever has more fixes these first.
    package static let diagnosticsMax = 200
    /// A secret's file: keys and certificates are below 10 KB.
    package static let secretBytesMax = 64 << 10
}
