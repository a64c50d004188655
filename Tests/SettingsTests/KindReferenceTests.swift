import Targets
import Testing

@testable import Settings

/// docs/targets.md is made of the kinds' declarations, and holds nothing else about them.
@Suite("The reference of target kinds")
struct KindReferenceTests {
    private func page() throws -> String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let path = parts.dropLast(3).joined(separator: "/") + "/docs/targets.md"
        return String(decoding: try FileBytes.read(path, bytesMax: 1 << 20), as: UTF8.self)
    }

    @Test("every kind stands there as it is declared", arguments: KindCatalog.all.map(\.name))
    func complete(kind: String) throws {
        let definition = try #require(KindCatalog.kind(named: kind))
        let section = KindReference.section(definition)
        #expect(section.contains("`url`") && section.contains("delivered"))
        if try !page().contains(section) {
            Issue.record("docs/targets.md lacks or differs from:\n\(section)")
        }
    }

    @Test("no kind stands there that does not exist")
    func current() throws {
        let names = try page().split(separator: "\n").filter { $0.hasPrefix("### `") }
            .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        #expect(names == KindCatalog.all.map(\.name))
    }
}
