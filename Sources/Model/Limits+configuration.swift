extension Limits {
    /// Deeper than any sensible routes.yaml; keeps the reader's stack bounded.
    package static let yamlDepthMax = 64
    /// Values reached through YAML aliases: enough for shared blocks, too few for an alias bomb.
    package static let yamlAliasedValuesMax = 100_000
    /// Repeated keys that are reported one by one; each costs one more pass over the file.
    package static let yamlDuplicateKeysMax = 20
    /// Problems shown of one file; whoever has more fixes these first.
    package static let diagnosticsMax = 200
    /// Problems for which a hint is looked for: those that are shown are among the first found.
    package static let diagnosticsHintedMax = 2 * diagnosticsMax
    /// A secret's file: keys and certificates are below 10 KB.
    package static let secretBytesMax = 64 << 10
    /// Entries of the configuration's history: years of weekly edits.
    package static let configurationsKeptMax = 500
    /// Files that one configuration includes.
    package static let includedFilesMax = 1_000
    /// Of one of `tables`: several times the routes there may be.
    package static let tableRowsMax = 200_000
    /// How long a route remembers what it was to send once: as long as accounting is kept.
    package static let onceKept = Milliseconds.days(90)
    /// Events that one slice of `plan` looks at, and their bytes: an admin thread is busy for about
    /// a second at most, and the caller sees how it goes on.
    package static let planSliceEvents = 10_000
    package static let planSliceBytes = 64 << 20
    /// Bodies of one page of it: what is in memory at once.
    package static let planPageBytes = 8 << 20
    /// Events quoted for each change that `plan` shows.
    package static let planExamplesMax = 3
    /// Kinds of change that `plan` keeps apart; further ones are counted together.
    package static let planChangesMax = 10_000
    /// Fewer routes are read sooner than threads are started for them.
    package static let routesReadTogetherMin = 2_000
    /// Threads that read them: more would wait for the rest of the work.
    package static let routeReadersMax = 4
}
