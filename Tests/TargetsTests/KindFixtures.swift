import Model
import Targets

/// One target of each kind with the settings that it must have, and an event for all of them.
enum KindFixture {
    static func values(_ definition: KindDefinition) throws -> [String: KindValue] {
        var values: [String: KindValue] = [:]
        for key in definition.keys where key.isRequired {
            switch key.role {
            case .webhook:
                values[key.name] = .secret(
                    try Fixture.secret("https://vendor.example/hooks/t0ken-of-the-hook"))
            case .secret: values[key.name] = .secret(try Fixture.secret("s3cret-\(key.name)"))
            case .choice(let words): values[key.name] = .text(words[0])
            case .flag: values[key.name] = .flag(true)
            case .variables:
                values[key.name] = .texts([
                    (name: "who", text: "{{fields.candidate_name}}"),
                    (name: "score", text: "{{fields.score}}"),
                ])
            case .identifier: values[key.name] = .text("C0TRIAGE")
            case .finder: values[key.name] = .finder(FinderSettings(email: "a@example.com"))
            case .base, .constant, .hostLabel, .message, .list: values[key.name] = .text("acme")
            }
        }
        // One of two is enough there.
        if definition.name == "smartrecruiters-message" { values["user"] = .text("u-1") }
        if definition.name == "greenhouse-note" {
            values["api_key"] = .secret(try Fixture.secret("s3cret-api_key"))
        }
        if definition.name == "zoho-recruit-note" {
            values["token"] = .secret(try Fixture.secret("s3cret-token"))
        }
        return values
    }

    static func target(
        _ definition: KindDefinition, _ more: [String: KindValue] = [:]
    ) throws -> Target {
        try Fixture.kind(
            definition.name, try values(definition).merging(more) { $1 }, name: "target")
    }

    static func target(_ name: String, _ more: [String: KindValue] = [:]) throws -> Target {
        guard let definition = KindCatalog.kind(named: name) else { throw Fixture.Missing() }
        return try target(definition, more)
    }

    static func event(
        name: String = "Ana Lind", milestone: Milestone = .reportReady,
        more: [String: JSONScalar] = [:]
    ) -> Event {
        let fields: [String: JSONScalar] = [
            "candidate_name": .string(name), "candidate_email": .string("ana@example.com"),
            "score": .number(JSONNumber(91)), "score_max": .number(JSONNumber(100)),
            "report_url": .string("https://reports.example.com/r?a=1&b=2"),
            "ats_candidate": .string("c-42"),
        ]
        return Fixture.event(milestone: milestone, fields: fields.merging(more) { $1 })
    }
}

/// Every text in a JSON value, keys left out.
func texts(in view: JSONView) -> [String] {
    switch view.kind {
    case .string: [view.string ?? ""]
    case .array, .object: view.elements.flatMap { texts(in: $0) }
    case .null, .bool, .number: []
    }
}
