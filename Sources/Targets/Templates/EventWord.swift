import Model

/// What a template's path begins with.
enum EventWord: String, CaseIterable, Sendable {
    case source, type, milestone, interview, definition, run, fields, headers, body
    case eventID = "event_id"
    case deliveryID = "delivery_id"
    case webhookID = "webhook_id"
    case received, method, query, target, destination, attempt

    /// For a path that begins with no such word: what was meant, or where values of one's own are.
    static func hint(for path: String) -> String {
        let word = String(path.prefix { $0 != "." })
        guard let nearest = NearestName.find(word, in: allCases.map(\.rawValue)) else {
            return "did you mean 'fields.\(path)' or 'body.\(path)'?"
        }
        return "did you mean '\(nearest)\(path.dropFirst(word.count))'?"
    }
}

extension TemplateScanner {
    /// The first path that begins with no word of an event: it would never have a value.
    ///
    /// Within `{{#body.list}}` names may be those of the list's elements, so nothing is said there.
    static func stranger(in tags: [Tag]) -> Tag? {
        var knowsMore: [Bool] = []
        for tag in tags {
            let mayBeAnything = knowsMore.last ?? false
            if !mayBeAnything, let word = tag.word, EventWord(rawValue: word) == nil { return tag }
            switch tag.sigil {
            case "#": knowsMore.append(mayBeAnything || tag.bringsNames)
            case "^": knowsMore.append(mayBeAnything)
            case "/": _ = knowsMore.popLast()
            default: break
            }
        }
        return nil
    }
}

extension TemplateScanner.Tag {
    /// Whether names have another meaning within a section over it.
    fileprivate var bringsNames: Bool {
        guard let path, let word = word.flatMap(EventWord.init) else { return true }
        return switch word {
        case .body: true
        case .fields, .headers: path == word.rawValue
        default: false
        }
    }
}
