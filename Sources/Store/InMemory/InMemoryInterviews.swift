import Model

/// Settings of interviews, as `InMemoryStore` keeps them.
struct InMemoryInterviews: Sendable {
    /// Newest first.
    private(set) var kept: [InterviewKey: [InterviewSettings]] = [:]
    private var revision: Int64 = 0

    var newest: [InterviewSettings] {
        kept.values.compactMap(\.first).sorted { $0.key < $1.key }
    }

    mutating func keep(_ settings: [InterviewSettings]) -> Int64 {
        revision += 1
        for entry in settings {
            var entry = entry
            entry.revision = revision
            kept[entry.key, default: []].insert(entry, at: 0)
            let over = max(0, (kept[entry.key]?.count ?? 0) - Limits.interviewSettingsKeptMax)
            kept[entry.key]?.removeLast(over)
        }
        return revision
    }
}
