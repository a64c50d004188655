import Model
import Routing
import Targets
import Verification

/// Reads the whole file.
struct DocumentSection {
    let reading: Reading

    /// What was read, also where parts of it are wrong; `reading` knows whether it may be used.
    struct Parts {
        var sources: [String: Source] = [:]
        var targets: [String: TargetSettings] = [:]
        var routes: [Route] = []
        var tests: [ConfigurationTest] = []
        var places = Linter.Places()
        /// What each source's `${…}` named and could not be read, sorted.
        var secretsMissing: [String: [String]] = [:]
    }

    func read(_ root: YAMLNode) -> Parts {
        var parts = Parts()
        guard
            let mapping = MappingReader(
                root, what: "the file", keys: DocumentKeys.all, reading: reading)
        else { return parts }
        _ = mapping(DocumentKeys.version)
        let sources = entries(mapping(DocumentKeys.sources), "source", "a mapping of sources")
        let targets = entries(mapping(DocumentKeys.targets), "target", "a mapping of targets")
        let routes = items(
            mapping(DocumentKeys.routes), "a list of routes", countMax: Limits.routesMax)
        let tests = items(mapping(DocumentKeys.tests), "a list of tests", countMax: 10_000)

        for entry in sources {
            reading.missingHere = []
            let source = SourceSection(name: entry.key, reading: reading).read(entry)
            parts.sources[entry.key] = source
            parts.secretsMissing[entry.key] = reading.missingHere.sorted()
            if source == nil { ensureReported("the source '\(entry.key)'", entry.position) }
            parts.places.sources.append(.init(value: entry.key, position: entry.position))
        }
        let defaults = TargetDefaults(mapping(DocumentKeys.defaults))
        for entry in targets {
            let section = TargetSection(name: entry.key, defaults: defaults, reading: reading)
            let target = section.read(entry)
            parts.targets[entry.key] = target
            if target == nil { ensureReported("the target '\(entry.key)'", entry.position) }
            parts.places.targets.append(.init(value: entry.key, position: entry.position))
        }
        // Names that are declared but wrong are not unknown besides.
        let sourceNames = sources.map(\.key)
        let targetNames = Set(targets.map(\.key))
        let section = RouteSection(sources: sourceNames, targets: targetNames, reading: reading)
        var firstPlaces: [String: Position] = [:]
        for node in routes {
            guard let route = section.read(node) else {
                ensureReported("this route", node.position)
                continue
            }
            if let first = firstPlaces[route.name] {
                reading.error(
                    .duplicateName, at: node.position,
                    "a route named '\(route.name)' stands in line \(first.line) already")
            }
            firstPlaces[route.name] = firstPlaces[route.name] ?? node.position
            parts.routes.append(route)
            parts.places.routes.append(.init(value: node, position: node.position))
        }
        let testSection = TestSection(
            sources: sourceNames, targets: targetNames, reading: reading)
        parts.tests = tests.compactMap { testSection.read($0) }
        return parts
    }

    /// Nothing that is written may be left out in silence, whatever a section forgets to say.
    private func ensureReported(_ what: String, _ position: Position) {
        guard !reading.hasErrors else { return }
        reading.error(.invalidValue, at: position, "\(what) cannot be used")
    }

    private func entries(_ node: YAMLNode?, _ what: String, _ expected: String) -> [YAMLEntry] {
        guard let node else { return [] }
        guard case .mapping(let entries) = node.content else {
            let nothing: [YAMLEntry]? = reading.expected(expected, node)
            return nothing ?? []
        }
        for entry in entries where !Names.isValid(entry.key) {
            reading.error(
                .invalidValue, at: entry.position,
                "'\(Excerpt.clean(entry.key))' cannot be the name of a \(what)",
                hint: "letters, digits, '-' and '_', at most \(Names.bytesMax) of them")
        }
        return entries
    }

    private func items(_ node: YAMLNode?, _ expected: String, countMax: Int) -> [YAMLNode] {
        guard let node else { return [] }
        guard case .list(let items) = node.content else {
            let nothing: [YAMLNode]? = reading.expected(expected, node)
            return nothing ?? []
        }
        guard items.count <= countMax else {
            reading.error(
                .tooMany, at: items[countMax].position,
                "more than \(countMax) entries: there are \(items.count)")
            return []
        }
        return items
    }
}
