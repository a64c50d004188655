import Model
import Targets
import Testing

struct KindSettingsTests {
    private func error(_ kind: String, _ more: [String: KindValue]) -> TargetError? {
        #expect(throws: TargetError.self) { try KindFixture.target(kind, more) }
    }

    @Test("what can never work is refused when it is loaded, at its key")
    func refused() throws {
        let hook = try Fixture.secret("https://hooks.slack.com/services/T/B/s3cretvalue")
        let trigger = try Fixture.secret("https://hooks.slack.com/triggers/T/1/s3cretvalue")
        let broken = try Fixture.secret("s3cret\n")
        for (kind, more, setting) in [
            ("slack", ["url": .secret(trigger)], "url"),
            ("slack-workflow", ["url": .secret(hook)], "url"),
            ("slack", ["text": .text("a"), "blocks": .text("[]")], "blocks"),
            ("slack", ["text": .text(" ")], "text"),
            ("slack", ["text": .text("{{#a}}")], "text"),
            ("slack-workflow", ["variables": .texts([])], "variables"),
            ("greenhouse-note", ["visibility": .text("everyone")], "visibility"),
            ("greenhouse-note", ["candidate": .text("")], "candidate"),
            ("greenhouse-note", ["api_key": .secret(broken)], "api_key"),
            ("greenhouse-note", ["url": .text("https://h.example/?a=b")], "url"),
            ("greenhouse-note", ["url": .text("h.example")], "url"),
            ("greenhouse-note", ["on_behalf_of": .text("1\r\nX: 2")], "on_behalf_of"),
            ("workable-comment", ["subdomain": .text("a.b")], "subdomain"),
            ("workable-comment", ["subdomain": .text("evil.example/#")], "subdomain"),
            ("workable-comment", ["subdomain": .text("-a")], "subdomain"),
        ] as [(String, [String: KindValue], String)] {
            let error = error(kind, more)
            #expect(error?.setting == setting, "\(kind) \(setting)")
            #expect(error?.description.contains("s3cret") == false)
        }
    }

    @Test("what must be set is asked for")
    func required() throws {
        for definition in KindCatalog.all {
            for key in definition.keys where key.isRequired {
                var values = try KindFixture.values(definition)
                values[key.name] = nil
                let error = #expect(throws: TargetError.self) {
                    try KindTarget(definition, values: values)
                }
                #expect(error?.setting == key.name, "\(definition.name)")
            }
        }
        var values = try KindFixture.values(
            try #require(
                KindCatalog.kind(named: "smartrecruiters-message")))
        values["user"] = nil
        #expect(throws: TargetError.self) {
            try Fixture.kind("smartrecruiters-message", values)
        }
    }

    @Test("every kind has a name, a page and keys of its own that are told apart")
    func declarations() {
        #expect(Set(KindCatalog.all.map(\.name)).count == KindCatalog.all.count)
        for definition in KindCatalog.all {
            #expect(definition.documentation.hasPrefix("https://"), "\(definition.name)")
            #expect(Set(definition.keys.map(\.name)).count == definition.keys.count)
            #expect(definition.key("url") != nil)
            for name in [definition.textKey, definition.destinationKey].compactMap({ $0 }) {
                #expect(definition.key(name) != nil, "\(definition.name) \(name)")
            }
        }
    }
}
