import Model

extension KindDefinition {
    /// What the kind's answers mean, in the order in which they are looked at; for the reference.
    package var answerRows: [(answer: String, outcome: String, code: String)] {
        var rows: [(answer: String, outcome: String, code: String)] = []
        for ruling in answers.rulingsOfWords {
            let words = answers.words.filter { $0.value == ruling }.keys.sorted()
            rows.append(
                (
                    words.map { "`\($0)`" }.joined(separator: ", "),
                    ruling.class.rawValue + (ruling.concernsDestination ? ", the channel" : ""),
                    ruling.reason.code
                ))
        }
        for rule in answers.rules {
            rows.append((rule.test.words, rule.ruling.class.rawValue, rule.ruling.reason.code))
        }
        for test in answers.success { rows.append((test.words, "delivered", "delivered")) }
        if answers.success != [.success] {
            rows.append(("any other 2xx", "retry", answers.unexpected.code))
        }
        return rows
    }

    /// Where the vendor says how long to wait, beside `Retry-After`.
    package var waitWords: [String] {
        answers.waits.map { wait in
            switch wait.place {
            case .header(let name): "`\(name)`"
            case .body(let place): "`\(place)` of the body"
            }
        }
    }
}

extension AnswerRules {
    /// Those of the words, without repetition, in a fixed order.
    fileprivate var rulingsOfWords: [Ruling] {
        var seen: Set<String> = []
        return words.sorted { $0.key < $1.key }.map(\.value)
            .filter { seen.insert("\($0)").inserted }
            .sorted { ($0.class.rawValue, $0.reason.code) < ($1.class.rawValue, $1.reason.code) }
    }
}

extension AnswerTest {
    /// For people.
    fileprivate var words: String {
        var parts = statuses.map { range in
            switch range {
            case 200...299: "2xx"
            case 500...599: "5xx"
            default:
                range.count == 1
                    ? String(range.lowerBound) : "\(range.lowerBound)–\(range.upperBound)"
            }
        }
        if let word { parts.append("the body is `\(word)`") }
        parts += values.map { "`\($0.place)` is `\($0.texts.joined(separator: "`, `"))`" }
        parts += texts.map { "the body holds `\($0)`" }
        return parts.joined(separator: ", ")
    }
}
