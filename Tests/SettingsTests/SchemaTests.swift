import Model
import Routing
import Testing

@testable import Settings

/// The JSON Schema for editors, held to files that the reader takes and refuses.
@Suite("The schema of routes.yaml")
struct SchemaTests {
    private let schema: JSONDocument

    init() throws { schema = try JSONDocument(RoutesSchema.json()) }

    private static func repository(_ name: String) throws -> [UInt8] {
        let folder = ExampleFileTests.path.split(separator: "/").dropLast().joined(separator: "/")
        return try FileBytes.read("/\(folder)/\(name)", bytesMax: 4 << 20)
    }

    private func problems(_ yaml: String, _ schema: JSONDocument? = nil) throws -> [String] {
        let reading = Reading(file: "f", resolver: SecretResolver(environment: [:]), mode: .check)
        let root = try #require(YAMLReader.read(yaml, into: reading))
        return SchemaCheck((schema ?? self.schema).root).problems(of: root)
    }

    @Test("the example passes, and says where its schema is")
    func example() throws {
        let text = String(decoding: try Self.repository("routes.yaml.example"), as: UTF8.self)
        #expect(try problems(text) == [])
        #expect(text.contains("# yaml-language-server: $schema=routes.schema.json\n"))
    }

    @Test("routes.schema.json is what `signalbox schema` prints, but for spaces")
    func published() throws {
        let file = try JSONDocument(try Self.repository("routes.schema.json"))
        func compact(_ view: JSONView) -> String {
            switch view.kind {
            case .array: "[\(view.elements.map(compact).joined(separator: ","))]"
            case .object:
                "{\(view.members.map { "\($0.key.debugDescription):\(compact($0.value))" }.joined(separator: ","))}"
            default: String(decoding: view.sourceBytes, as: UTF8.self)
            }
        }
        #expect(
            compact(file.root) == compact(schema.root),
            "write it again: signalbox schema > routes.schema.json")
    }

    @Test("what the reader takes without an error, the schema takes")
    func agreement() throws {
        var count = 0
        for sample in GoldenCase.all {
            let result = ConfigurationLoader.load(
                bytes: Array(sample.yaml.utf8), file: "f", resolver: GoldenCase.resolver,
                mode: .serve)
            guard result.errors.isEmpty, result.configuration != nil else { continue }
            count += 1
            #expect(try problems(sample.yaml) == [], "\(sample.title)")
        }
        #expect(count >= 10)
    }

    @Test(
        "a mistake of keys and kinds of values is one for the schema too",
        arguments: [
            ("version: 2", "/version"),
            ("version: 1\nroute: []", "/route"),
            ("version: 1\nsources: { a: { verfy: {} } }", "/sources/a"),
            ("version: 1\ntargets: { t: { kind: http, url: x, token: y } }", "/targets/t/token"),
            ("version: 1\ntargets: { t: { kind: no kind } }", "/targets/t/kind"),
            ("version: 1\nsources: { a: { verify: {}, settings: { kye: x } } }", "/sources/a"),
            (
                "version: 1\nroutes: [{ name: a, to: t, match: { where: { body.x: { gtee: 3 } } } }]",
                "/routes/0/match"
            ),
            (
                "version: 1\nroutes: [{ name: a, to: t, match: { where: "
                    + "{ or: [{ body.l: { any: { x: { gtee: 3 } } } }] } } }]", "/routes/0/match"
            ),
            (
                "version: 1\nroutes: [{ name: a, to: t, match: { where: { body.x: { in: 3 } } } }]",
                "/routes/0/match"
            ),
            ("version: 1\ntargets: { t: { kind: http } }", "/targets/t"),
            ("version: 1\ntargets: { t: { kind: http, url: x, retry: 3 } }", "/targets/t/retry"),
            (
                "version: 1\ntargets: { t: { kind: http, url: x, concurrency: many } }",
                "/targets/t/concurrency"
            ),
            ("version: 1\nroutes: [{ name: a, match: any, to: [t] }]", "/routes/0/match"),
            (
                "version: 1\nroutes: [{ name: a, match: all, to: [t], stop: maybe }]",
                "/routes/0/stop"
            ),
            ("version: 1\nroutes: [{ name: a, match: all, to: [{ tagret: t }] }]", "/routes/0/to"),
            ("version: 1\ntests: [{ name: a }]", "/tests/0"),
        ])
    func refused(yaml: String, place: String) throws {
        let problems = try problems(yaml)
        #expect(problems.contains { $0.hasPrefix(place) }, "\(problems)")
    }

    @Test(
        "what the reader takes is not a mistake for the schema",
        arguments: [
            "sources: { a: { verify: {}, settings: { key: x, allow_private: [10.0.0.0/8] } } }",
            "targets: { t: { kind: my-crm, token: x, anything: { else: 1 } } }",
            "targets: { t: { kind: \"${KIND}\", url: x } }",
            "routes: [{ name: a, to: t, match: { where: { body.x: 3, /body/a.b: null } } }]",
            "routes: [{ name: a, to: t, match: { where: { body.x: { gte: 3, lt: 5 }, "
                + "not: { fields.a: { in: [1, x] } }, or: [{ type: a }, { and: [{ run: 1 }] }] } } }]",
            "routes: [{ name: a, to: t, match: { where: { body.l: { any: 3 } } } }]",
            "routes: [{ name: a, to: t, match: { where: { body.l: { none: { gt: 3 }, all: "
                + "{ a.b: { matches: x }, or: [{ c: 1 }, { d: { exists: true } }] } } } } }]",
        ])
    func taken(yaml: String) throws {
        #expect(try problems("version: 1\n" + yaml) == [])
    }

    @Test("the operators of filters are offered")
    func operators() throws {
        let condition = try #require(schema.root.member("$defs")?.member("where-condition"))
        #expect(
            condition.member("properties")?.members.map(\.key)
                == FilterOperator.allCases.map(\.rawValue))
    }

    @Test("an included file needs no version, and has no defaults")
    func included() throws {
        let schema = try JSONDocument(RoutesSchema.json(isIncluded: true))
        #expect(try problems("routes: []", schema) == [])
        #expect(try problems("defaults: {}", schema) != [])
        #expect(try problems("routes: []") != [])
    }
}
