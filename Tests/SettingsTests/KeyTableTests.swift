import Targets
import Testing

@testable import Settings

/// The tables of keys are the reference documentation too.
@Suite struct KeyTableTests {
    private static let tables: [(String, [any KeyDeclaration])] = [
        ("file", DocumentKeys.all), ("source", SourceKeys.all), ("verify", VerifyKeys.all),
        ("handshake", HandshakeKeys.all),
        ("target", TargetKeys.common), ("http", HTTPTargetKeys.all),
        ("answer", AnswerKeys.all),
        ("route", RouteKeys.all), ("match", MatchKeys.all), ("to", RouteTargetKeys.all),
        ("channel", LookupKeys.all),
        ("test", TestKeys.all), ("expect", ExpectKeys.all), ("defaults", TargetDefaults.keys),
    ]
    /// docs/targets.md explains those.
    private static let kinds: [(String, [any KeyDeclaration])] =
        KindCatalog.all.map { ($0.name, KindKeys.keys($0)) } + [
            ("target", TargetKeys.all), ("kind", KindDeclarationKeys.all),
            ("kind's key", KindKeyKeys.all),
        ]

    @Test("every key has a name of its own, an expectation and a sentence about it")
    func complete() {
        func check(_ where: String, _ keys: [any KeyDeclaration]) {
            #expect(Set(keys.map(\.name)).count == keys.count, "\(`where`)")
            for key in keys {
                #expect(!key.expected.isEmpty && key.doc.hasSuffix(".") || key.doc.contains(":"))
                check("\(`where`).\(key.name)", key.keys)
            }
        }
        for (name, keys) in Self.tables + Self.kinds { check(name, keys) }
    }

    @Test("the example file explains every key that exists")
    func explained() throws {
        let bytes = try FileBytes.read(ExampleFileTests.path, bytesMax: 1 << 20)
        let words = Set(
            String(decoding: bytes, as: UTF8.self).split {
                !$0.isLetter && !$0.isNumber && $0 != "_"
            }.map(String.init))
        func check(_ keys: [any KeyDeclaration]) {
            for key in keys {
                #expect(words.contains(key.name), "\(key.name)")
                check(key.keys)
            }
        }
        for (_, keys) in Self.tables { check(keys) }
    }
}
