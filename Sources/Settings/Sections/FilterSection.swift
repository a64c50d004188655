import Model
import Routing

/// Hands a `where` to Routing, and brings its complaints back to their places in the file.
struct FilterSection {
    let reading: Reading

    func read(_ node: YAMLNode) -> Filter? {
        guard let value = value(node) else { return nil }
        do throws(FilterErrors) {
            return try Filter(reading: value)
        } catch {
            for problem in error.all { report(problem, in: node) }
            return nil
        }
    }

    private func report(_ problem: FilterError, in root: YAMLNode) {
        var node = root
        var position = root.position
        for step in problem.at {
            switch (step, node.content) {
            case (.key(let key), .mapping(let entries)):
                guard let entry = entries.first(where: { $0.key == key }) else { break }
                // A wrong key is shown at the key, a wrong value at the value.
                position = problem.isAboutKey ? entry.position : entry.value.position
                node = entry.value
            case (.index(let index), .list(let items)) where items.indices.contains(index):
                node = items[index]
                position = node.position
            default: break
            }
        }
        var message = problem.description
        if problem.nearest != nil, let hint = message.firstRange(of: "; did you mean") {
            message = String(message[..<hint.lowerBound])
        }
        if problem.problem == .empty { message = "an empty condition" }
        reading.error(
            problem.nearest == nil ? .invalidValue : .unknownName, at: position, message,
            hint: problem.nearest.map { "did you mean '\($0)'?" })
    }

    /// Nil when a value could not be resolved; a diagnostic says why.
    private func value(_ node: YAMLNode) -> FilterValue? {
        switch node.content {
        case .scalar(let scalar):
            return JSONScalar(scalar, at: node.position, reading).map { .scalar($0) }
        case .list(let items):
            let values = items.compactMap { value($0) }
            return values.count == items.count ? .list(values) : nil
        case .mapping(let entries):
            let values = entries.compactMap { entry in
                value(entry.value).map { FilterValue.Entry(entry.key, $0) }
            }
            return values.count == entries.count ? .map(values) : nil
        }
    }
}

extension FilterError {
    fileprivate var isAboutKey: Bool {
        switch problem {
        case .unknownField, .unknownOperator, .nameMissing, .nothingBelow, .malformedPath,
            .mixedKeys, .orderedText:
            true
        default: false
        }
    }
}

extension JSONScalar {
    /// A YAML scalar as JSON; nil when a reference in it has no value.
    init?(_ scalar: YAMLScalar, at position: Position, _ reading: Reading) {
        switch scalar.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number:
            guard let number = JSONNumber(scalar.text) else { return nil }
            self = .number(number)
        case .text:
            switch reading.text(scalar, at: position) {
            case .literal(let text), .resolved(let text): self = .string(text)
            case .unset: self = .string("unset")
            }
        }
    }
}
