package import Model

/// Turns answers of the admin API into text for people. With `--json` commands print the answers as
/// they are. `width` nil: no terminal, nothing is cut.
package struct Rendering: Sendable {
    let now: Timestamp
    let width: Int?

    package init(now: Timestamp, width: Int?) {
        self.now = now
        self.width = width
    }

    func counted(_ count: Int64, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// How to go on when there is more than one page.
    func more(_ answer: Answer) -> String {
        let next = answer.text("next")
        return next.isEmpty ? "" : "more: --before \(next)\n"
    }
}
