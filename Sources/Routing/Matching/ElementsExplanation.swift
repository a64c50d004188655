import Model

/// What the elements of a list say to an `any`, `all` or `none`.
package struct ElementsExplanation: Sendable {
    package let count: Int
    /// The first that decides; for an `any` that none fulfils, the nearest. Nil: all agree.
    package let element: Element?

    package struct Element: Sendable {
        /// From 0.
        package let index: Int
        /// Where it stands: `body.list.2`; within an element as seen from there.
        package let path: String
        /// It does not decide: no other comes nearer.
        package let isNearest: Bool
        /// What it was asked that decides, in words: `score gte 3`.
        package let condition: String
        package let holds: Bool
        /// See `ClauseExplanation.finding`.
        package let finding: String?
    }

    init(count: Int, element: Element? = nil) {
        self.count = count
        self.element = element
    }

    /// `it has 3 elements, and of the nearest, body.list.0, score gte 3 fails: it is 2`.
    var finding: String {
        let counted = "it has \(count == 0 ? "no" : "\(count)") element\(count == 1 ? "" : "s")"
        guard let element else { return counted }
        let which = element.isNearest ? "the nearest, \(element.path)," : element.path
        return counted + ", and of \(which) \(element.condition) "
            + (element.holds ? "holds" : "fails") + (element.finding.map { ": \($0)" } ?? "")
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("count", count)
            guard let element else { return }
            writer.member("index", element.index)
            writer.member("condition", element.condition)
            writer.member("holds", element.holds)
            if let finding = element.finding { writer.member("finding", finding) }
        }
    }
}
