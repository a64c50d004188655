import Model
import Store

extension StoreConformance {
    static let interviews = [
        Case("settings of interviews come back as they were kept, the newest of each") { factory in
            let fixture = try StoreFixture(factory)
            try equal(try fixture.store.interviewSettings(), [])
            let first = try await fixture.keep([
                settings("xobin", "1", "a"), settings("x", "", "b"),
            ])
            let second = try await fixture.keep([settings("xobin", "1", "c", isSealed: true)])
            try expect(second > first, "revisions do not rise")
            try equal(
                try fixture.store.interviewSettings(),
                [
                    settings("x", "", "b", revision: first),
                    settings("xobin", "1", "c", isSealed: true, revision: second),
                ])
            try equal(
                try fixture.store.interviewSettings(of: .init(source: "xobin", interview: "1")),
                [
                    settings("xobin", "1", "c", isSealed: true, revision: second),
                    settings("xobin", "1", "a", revision: first),
                ])
            try equal(
                try fixture.store.interviewSettings(of: .init(source: "xobin", interview: "")), [])
        },
        Case("of one interview's settings the newest stay, and no other's go") { factory in
            let fixture = try StoreFixture(factory)
            _ = try await fixture.keep([settings("xobin", "2", "other")])
            let kept = Limits.interviewSettingsKeptMax
            for number in 0..<(kept + 3) {
                _ = try await fixture.keep([settings("xobin", "1", "\(number)")])
            }
            let history = try fixture.store.interviewSettings(
                of: .init(source: "xobin", interview: "1"))
            try equal(
                history.map { $0.hooks[.start]?.url },
                (3..<(kept + 3)).reversed().map { "https://example.com/\($0)" })
            try equal(try fixture.store.interviewSettings().map(\.interview), ["1", "2"])
        },
    ]

    private static func settings(
        _ source: String, _ interview: String, _ path: String, isSealed: Bool = false,
        revision: Int64 = 0
    ) -> InterviewSettings {
        var settings = InterviewSettings(
            source: source, interview: interview, changedAt: StoreFixture.start, by: "key")
        settings.hooks[.start] = .init(isEnabled: true, url: "https://example.com/\(path)")
        settings.hooks[.submission] = .init(isEnabled: false, url: "https://example.com/é")
        if isSealed {
            settings.auth = .init(
                kind: .basic, isEnabled: true, name: "relay", sealed: [0, 1, 254, 255])
        }
        settings.revision = revision
        return settings
    }
}
