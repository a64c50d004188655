import Testing

/// docs/operations.md is what operators and alerts rely on.
@Suite("The operations page")
struct OperationsPageTests {
    private let tree = SourceTree()

    private func words(_ text: String, after opening: Character) -> Set<String> {
        Set(
            text.split(separator: opening).map {
                String($0.prefix { $0.isLowercase || $0 == "_" || $0.isNumber })
            }.filter { $0.hasPrefix("signalbox_") })
    }

    @Test("it lists the metrics that the binary has, and no others")
    func metrics() {
        let made = tree.files(in: "Sources", ending: ".swift")
            .reduce(into: Set<String>()) { $0.formUnion(words($1.text, after: "\"")) }
        let page = tree.files(in: "docs", ending: "operations.md").map(\.text).joined()
        let listed = words(page, after: "`")
        #expect(made.count >= 15, "the metrics were not found")
        #expect(made.subtracting(listed) == [], "not in docs/operations.md")
        #expect(listed.subtracting(made) == [], "in docs/operations.md only")
    }

    @Test("it lists every call of the admin API and each of its parameters")
    func calls() throws {
        let page = tree.files(in: "docs", ending: "operations.md").map(\.text).joined()
        let api = tree.files(in: "Sources/Admin/API", ending: ".swift")
        // `known: ["target", "state"]` and `static let keys: Set<String> = [...]`.
        var names = Set<String>()
        for file in api {
            for part in file.text.split(separator: "known: [").dropFirst()
                + file.text.split(separator: "Set<String> = [").dropFirst()
            {
                let list = part.prefix { $0 != "]" }
                names.formUnion(
                    list.split(separator: "\"").map(String.init).filter {
                        $0.allSatisfy { $0.isLowercase || $0 == "_" } && !$0.isEmpty
                    })
            }
        }
        #expect(names.count >= 15, "the parameters were not found: \(names)")
        for name in names where !page.contains("`\(name)`") {
            Issue.record("docs/operations.md lacks the parameter \(name)")
        }
        for path in [
            "/api/status", "/api/events", "/api/deliveries", "/cancel", "/api/targets", "/pause",
            "/test",
            "/resume", "/api/dead-letters", "/api/dead-letters/redrive", "/api/reload",
            "/api/configurations", "/api/explain", "/api/plan",
        ] where !page.contains(path) {
            Issue.record("docs/operations.md lacks \(path)")
        }
    }
}
