import Targets
import Testing

@testable import Settings

/// docs/configuration.md is a reference of the key tables.
@Suite("The configuration reference")
struct ReferenceTests {
    /// The tables as the page lists them; those that several mappings share stand there once.
    static let tables: [[any KeyDeclaration]] = [
        DocumentKeys.all.filter { $0.name != DocumentKeys.defaults.name } + [unfolded],
        SourceKeys.all, HandshakeKeys.all,
        [TargetKeys.kind, TargetKeys.afterAmbiguous, TargetKeys.was],
        PolicyKeys.all,
        ConnectionKeys.all, HTTPTargetKeys.all,
        AnswerKeys.all, RouteKeys.all, MatchKeys.all, RouteTargetKeys.all, LookupKeys.all,
        TestKeys.all, ExpectKeys.all, KindDeclarationKeys.own, KindKeyKeys.all,
    ]

    /// `defaults` without the keys behind it, which are those of the targets.
    private static let unfolded = Key(
        "defaults", .any("a mapping"), DocumentKeys.defaults.doc)

    static func row(_ key: any KeyDeclaration, below path: String = "") -> String {
        let value = key.keys.isEmpty ? key.expected : "a mapping"
        let isRequired = key.isRequired ? "required" : "–"
        let cells = [
            "`\(path)\(key.name)`", value, key.defaultText.map { "`\($0)`" } ?? isRequired, key.doc,
        ]
        return "| "
            + cells.map { $0.split(separator: "|").joined(separator: "\\|") }
            .joined(separator: " | ") + " |"
    }

    private static func rows(_ keys: [any KeyDeclaration], below path: String = "") -> [String] {
        keys.flatMap { [row($0, below: path)] + rows($0.keys, below: path + $0.name + ".") }
    }

    private func page() throws -> String {
        let path = ExampleFileTests.path.split(separator: "/").dropLast().joined(separator: "/")
        return String(
            decoding: try FileBytes.read("/" + path + "/docs/configuration.md", bytesMax: 1 << 20),
            as: UTF8.self)
    }

    @Test("every key stands there with its kind, its default and what it means")
    func complete() throws {
        let lines = Set(try page().split(separator: "\n").map(String.init))
        for table in Self.tables {
            for row in Self.rows(table) where !lines.contains(row) {
                Issue.record("docs/configuration.md lacks this row:\n\(row)")
            }
        }
    }

    @Test("no row is about a key that does not exist")
    func current() throws {
        let rows = Set(Self.tables.flatMap { Self.rows($0) })
        let written = try page().split(separator: "\n").filter {
            $0.hasPrefix("| `") && $0.split(separator: "|").count == 4
        }
        #expect(written.count > 60)
        for row in written where !rows.contains(String(row)) {
            Issue.record("docs/configuration.md speaks of what there is not:\n\(row)")
        }
    }

    @Test("what all targets share and what each kind adds is all that targets have")
    func targets() {
        let listed =
            [
                PolicyKeys.all, ConnectionKeys.all, HTTPTargetKeys.all,
            ].flatMap { $0.map(\.name) } + KindCatalog.all.flatMap { $0.keys.map(\.name) }
        for key in TargetKeys.all where !["kind", "after_ambiguous", "was"].contains(key.name) {
            #expect(listed.contains(key.name), "\(key.name)")
        }
        for key in TargetDefaults.keys { #expect(listed.contains(key.name), "\(key.name)") }
    }
}
