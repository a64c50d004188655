import Testing

/// docs/reliability.md claims that each fault has a test: the tests it names must exist.
@Suite("The reliability page")
struct ReliabilityPageTests {
    private let tree = SourceTree()

    private var page: String {
        tree.files(in: "docs", ending: "reliability.md").map(\.text).joined()
    }

    /// `Suite.function` in backticks.
    private func named(_ text: String) -> [(suite: String, function: String)] {
        text.matches(of: /`([A-Z][A-Za-z0-9]*Tests)\.([a-zA-Z0-9]+)`/).map {
            (String($0.1), String($0.2))
        }
    }

    @Test("every test that it names exists")
    func exist() {
        var functions: [String: Set<String>] = [:]
        for file in tree.files(in: "Tests", ending: ".swift") {
            for suite in file.text.matches(of: /struct ([A-Za-z0-9]+Tests)\b/) {
                let names = file.text.matches(of: /func ([a-zA-Z0-9]+)/).map { String($0.1) }
                functions[String(suite.1), default: []].formUnion(names)
            }
        }
        #expect(functions.count > 60, "the tests were not found")
        let all = named(page)
        #expect(all.count > 80, "the page names few tests: \(all.count)")
        for (suite, function) in all where functions[suite]?.contains(function) != true {
            Issue.record("docs/reliability.md names \(suite).\(function), which does not exist")
        }
    }

    @Test("every row of its tables of faults names a test, or says why there is none yet")
    func rows() {
        let sections = page.split(separator: "\n## ").filter {
            $0.hasPrefix("Faults") || $0.hasPrefix("Bugs that others shipped")
        }
        #expect(sections.count == 2)
        let rows = sections.flatMap { $0.split(separator: "\n") }.filter { line in
            line.hasPrefix("| ") && !line.hasPrefix("| fault") && !line.hasPrefix("| bug")
        }
        #expect(rows.count > 60, "the rows were not found: \(rows.count)")
        for row in rows where named(String(row)).isEmpty {
            let isSaid = row.contains("`make bench`") || row.contains("not applicable yet")
            #expect(isSaid, "\(row)")
        }
    }
}
