import Model

/// What is looked up in a table: text with paths of the event in `{{…}}`, such as
/// `{{source}}/{{definition}}`. No template: it has no sections, and values stand as they are.
package struct LookupKey: Hashable, Sendable, CustomStringConvertible {
    private enum Part: Hashable, Sendable {
        case text(String)
        case path(FilterPath)
    }

    private var parts: [Part] = []

    /// A text over this is in no table.
    static let bytesMax = 1024

    /// Why a text is no key; `problem` completes "the key …".
    package struct Malformed: Error, Equatable, Sendable {
        package var problem: String
    }

    package init(_ text: String) throws(Malformed) {
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            if opening.lowerBound > rest.startIndex {
                parts.append(.text(String(rest[..<opening.lowerBound])))
            }
            let content = rest[opening.upperBound...]
            guard let closing = content.firstRange(of: "}}") else {
                throw Malformed(problem: "has '{{' without '}}'")
            }
            let name = String(content[..<closing.lowerBound]).trimmed
            do throws(FilterError) {
                parts.append(.path(try FilterPath(name)))
            } catch {
                let hint = error.nearest.map { "; did you mean '\($0)'?" } ?? ""
                throw Malformed(problem: "names '\(name)', no place in an event\(hint)")
            }
            rest = content[closing.upperBound...]
        }
        guard parts.contains(where: { if case .path = $0 { true } else { false } }) else {
            throw Malformed(problem: "is the same for every event: write {{definition}} or such")
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
    }

    var paths: [FilterPath] {
        parts.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }

    /// As written.
    package var description: String {
        parts.map { part in
            switch part {
            case .text(let literal): literal
            case .path(let path): "{{\(path.text)}}"
            }
        }.joined()
    }

    /// Nil when the event lacks something that it names, or has a list or an object there.
    func text(_ facts: EventFacts, _ scratch: inout RuleScratch) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .path(let path):
                let found = FilterProgram.find(path, slot: nil, facts, nil, &scratch)
                guard let scalar = found.jsonScalar, scalar != .null else { return nil }
                text += scalar.text
            }
            guard text.utf8.count <= Self.bytesMax else { return nil }
        }
        return text
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
