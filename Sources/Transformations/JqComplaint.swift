import Model

/// What jq writes when a program does not compile, or fails.
struct JqComplaint {
    private let lines: [Substring]

    init(_ bytes: [UInt8]) {
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// Of a program that ran, for places where the event is not: `Cannot index number with string
    /// …`. Only what jq is known to say, with what it quotes of the event cut out; anything else
    /// may be the program's own words, and those may be values.
    var message: String { JqPhrases.shown(whole) ?? "its own words are not shown here" }

    /// As jq wrote it, with what it quotes of the event, or what the program says by `error`.
    var whole: String {
        guard let line = lines.last(where: { $0.hasPrefix("jq: error") }) ?? lines.last else {
            return "it gives no reason"
        }
        var text = line
        if let prefix = text.prefixMatch(of: /jq: error.*?:\s/) {
            text = text[prefix.range.upperBound...]
        }
        return Self.clean(text)
    }

    /// `jq: error: foo/0 is not defined at <top-level>, line 2:`, and the like of later versions.
    func refusal(of source: String) -> Jq.Refusal {
        for line in lines {
            guard
                let match = line.firstMatch(
                    of: /^jq: error: (.*) at <top-level>, line ([0-9]+)/),
                let number = Int(match.2)
            else { continue }
            let problem = match.1.replacing(" (Unix shell quoting issues?)", with: "")
            let last = source.utf8.count(where: { $0 == UInt8(ascii: "\n") }) + 1
            let place = max(1, number - JqProgram.linesBefore)
            // What is amiss behind its end is the frame, which the author does not see.
            guard place <= last else {
                return Jq.Refusal(problem: "it ends before it is complete", line: last)
            }
            return Jq.Refusal(problem: Self.clean(problem[...]), line: place)
        }
        return Jq.Refusal(problem: whole, line: nil)
    }

    private static func clean(_ text: Substring) -> String {
        let shown = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        var clean = String(String.UnicodeScalarView(shown))
        while clean.utf8.count > Limits.transformationMessageBytesMax { clean.removeLast() }
        return clean
    }
}
