import Model
import Routing
import Targets
import Verification

/// Reads all files of a configuration: the main one, then those that it includes.
struct DocumentSection {
    /// What was read, also where parts of it are wrong; the documents' readings know whether it may
    /// be used.
    struct Parts {
        var sources: [String: Source] = [:]
        /// Of the user's own.
        var kinds: [KindDefinition] = []
        var targets: [String: TargetSettings] = [:]
        /// Of targets whose kinds are data.
        var drafts: [String: KindDraft] = [:]
        var routeTexts: [String: [KindTarget.RouteText: String]] = [:]
        var tables: [String: TableDraft] = [:]
        /// Names of tables that a route looks into.
        var tablesUsed: Set<String> = []
        var routes: [Route] = []
        var alerts = AlertSettings()
        var tests: [ConfigurationTest] = []
        var places = Linter.Places()
        /// What each source's `${…}` named and could not be read, sorted.
        var secretsMissing: [String: [String]] = [:]
    }

    /// One file's lists, not looked into yet.
    private struct Lists {
        let reading: Reading
        var defaults: MappingReader?
        var sources: [YAMLEntry] = []
        var kinds: [YAMLEntry] = []
        var targets: [YAMLEntry] = []
        var tables: [YAMLEntry] = []
        var alerts: (mapping: MappingReader, key: Position)?
        var routes: [YAMLNode] = []
        var tests: [YAMLNode] = []
    }

    /// `files` are those of tables, and `bodies` those of tests, by name.
    func read(
        _ documents: [Document], _ files: [String: TableFile], bodies: [String: [UInt8]]
    ) -> Parts {
        let lists = documents.enumerated().compactMap { number, document in
            document.root.flatMap { self.lists($0, document.reading, isMain: number == 0) }
        }
        var parts = Parts()
        guard let main = lists.first else { return parts }
        findRepeatedNames(lists)
        readSources(lists, &parts)
        readTargets(lists, TargetDefaults(main.defaults), &parts)
        // Names that are declared but wrong are not unknown besides.
        let sourceNames = lists.flatMap { $0.sources.map(\.key) }
        let targetNames = Set(lists.flatMap { $0.targets.map(\.key) })
        for file in lists {
            for entry in file.tables {
                parts.tables[entry.key] = TableSection.read(entry, file.reading, files: files)
                parts.places.tables.append(.init(entry.key, entry.position, file.reading))
            }
        }
        readRoutes(lists, sources: sourceNames, targets: targetNames, &parts)
        for file in lists {
            let section = TestSection(
                sources: sourceNames, targets: targetNames, reading: file.reading,
                bodies: bodies)
            parts.tests += file.tests.compactMap { section.read($0) }
        }
        return parts
    }

    private func lists(_ root: YAMLNode, _ reading: Reading, isMain: Bool) -> Lists? {
        guard
            let mapping = MappingReader(
                root, what: isMain ? "the file" : "an included file",
                keys: isMain ? DocumentKeys.all : DocumentKeys.included, reading: reading)
        else { return nil }
        var lists = Lists(reading: reading)
        if isMain {
            _ = mapping(DocumentKeys.version)
            lists.defaults = mapping(DocumentKeys.defaults)
            lists.alerts = mapping(DocumentKeys.alerts).map {
                ($0, mapping.position(of: DocumentKeys.alerts))
            }
        }
        func entries(_ key: Key<YAMLNode>, _ what: String, _ expected: String) -> [YAMLEntry] {
            self.entries(mapping(key), what, expected, reading)
        }
        func items(_ key: Key<YAMLNode>, _ expected: String, countMax: Int) -> [YAMLNode] {
            self.items(mapping(key), expected, countMax: countMax, reading)
        }
        lists.sources = entries(DocumentKeys.sources, "source", "a mapping of sources")
        lists.kinds = entries(DocumentKeys.kinds, "kind", "a mapping of kinds")
        lists.targets = entries(DocumentKeys.targets, "target", "a mapping of targets")
        lists.tables = entries(DocumentKeys.tables, "table", "a mapping of tables")
        lists.routes = items(DocumentKeys.routes, "a list of routes", countMax: Limits.routesMax)
        lists.tests = items(DocumentKeys.tests, "a list of tests", countMax: 10_000)
        return lists
    }

    private func readSources(_ lists: [Lists], _ parts: inout Parts) {
        var settingsKeys = SettingsKeyOwners()
        for file in lists {
            let reading = file.reading
            for entry in file.sources {
                if entry.key == Alert.source {
                    reading.error(
                        .invalidValue, at: entry.position,
                        "'\(entry.key)' is the source of this node's own alerts",
                        hint: "give the sender another name")
                }
                reading.missingHere = []
                let source = SourceSection(name: entry.key, reading: reading).read(entry)
                parts.sources[entry.key] = source
                if let source { settingsKeys.check(source, entry.position, reading) }
                parts.secretsMissing[entry.key] = reading.missingHere.sorted()
                if source == nil {
                    ensureReported("the source '\(entry.key)'", entry.position, reading)
                }
                parts.places.sources.append(.init(entry.key, entry.position, reading))
            }
        }
    }

    private func readKinds(_ lists: [Lists]) -> DeclaredKinds {
        var kinds = DeclaredKinds()
        for file in lists {
            for entry in file.kinds {
                let kind = KindSection(name: entry.key, reading: file.reading).read(entry)
                if kind == nil {
                    ensureReported("the kind '\(entry.key)'", entry.position, file.reading)
                }
                kinds.add(entry.key, kind)
            }
        }
        return kinds
    }

    private func readTargets(_ lists: [Lists], _ defaults: TargetDefaults, _ parts: inout Parts) {
        let names = Set(lists.flatMap { $0.targets.map(\.key) })
        var formerly: [String: String] = [:]
        let kinds = readKinds(lists)
        parts.kinds = kinds.declared
        for file in lists {
            for entry in file.targets {
                let section = TargetSection(
                    name: entry.key, defaults: defaults, kinds: kinds, reading: file.reading)
                let target = section.read(entry)
                parts.targets[entry.key] = target?.settings
                parts.drafts[entry.key] = target?.draft
                for name in target?.was ?? [] {
                    let other = formerly.updateValue(entry.key, forKey: name.value)
                    guard names.contains(name.value) || other != nil else { continue }
                    file.reading.error(
                        .duplicateName, at: name.position,
                        names.contains(name.value)
                            ? "'\(name.value)' is the name of a target"
                            : "'\(name.value)' is what '\(other ?? "")' was already",
                        hint: "a former name belongs to one target, and to no other one now")
                }
                if target == nil {
                    ensureReported("the target '\(entry.key)'", entry.position, file.reading)
                }
                parts.places.targets.append(.init(entry.key, entry.position, file.reading))
            }
        }
    }

    private func readRoutes(
        _ lists: [Lists], sources: [String], targets: Set<String>, _ parts: inout Parts
    ) {
        var names = FirstPlaces()
        var draft: AlertDraft?
        if let main = lists.first, let alerts = main.alerts {
            names.check("a route", AlertSettings.routeName, alerts.key, main.reading)
        }
        for file in lists {
            var section = RouteSection(
                sources: sources, targets: targets,
                kinds: parts.targets.mapValues(\.target.kind),
                tables: parts.tables, tableNames: lists.flatMap { $0.tables.map(\.key) },
                tablesUsed: parts.tablesUsed,
                reading: file.reading)
            defer {
                parts.tablesUsed = section.tablesUsed
                addTexts(section.texts, file.reading, &parts)
            }
            if let alerts = file.alerts { draft = section.alerts(alerts.mapping) }
            let known = section.readTogether(file.routes)
            for (index, node) in file.routes.enumerated() {
                guard let route = known[index] ?? section.read(node) else {
                    ensureReported("this route", node.position, file.reading)
                    continue
                }
                names.check("a route", route.name, node.position, file.reading)
                parts.routes.append(route)
                parts.places.routes.append(.init(node, node.position, file.reading))
            }
        }
        if let draft, let main = lists.first {
            parts.alerts = draft.settings
            draft.check(parts.targets, main.reading)
        }
        guard parts.routes.count > Limits.routesMax, let last = parts.places.routes.last else {
            return
        }
        last.reading.error(
            .tooMany, at: last.position,
            "more than \(Limits.routesMax) routes in all files: there are \(parts.routes.count)")
    }

    /// Makes targets again with the texts that routes have for them.
    private func addTexts(
        _ texts: [String: [RouteSection.RouteText]], _ reading: Reading, _ parts: inout Parts
    ) {
        for (name, texts) in texts.sorted(by: { $0.key < $1.key }) {
            guard let draft = parts.drafts[name] else { continue }
            var all = parts.routeTexts[name] ?? [:]
            for text in usable(texts[...], draft, reading) {
                all[text.place] = text.text.value
                parts.targets[name]?.written += "\n\(text.place): \(text.text.value)"
            }
            parts.routeTexts[name] = all
            if let target = try? draft.target(routeTexts: all) {
                parts.targets[name]?.target.kind = .defined(target)
            }
        }
    }

    /// Those that are no mistakes. A target is made with all of them at once, since its own texts
    /// take longer to read than a route's; a mistake is looked for in either half.
    private func usable(
        _ texts: ArraySlice<RouteSection.RouteText>, _ draft: KindDraft, _ reading: Reading
    ) -> ArraySlice<RouteSection.RouteText> {
        do throws(TargetError) {
            _ = try draft.target(
                routeTexts: Dictionary(
                    texts.map { ($0.place, $0.text.value) }, uniquingKeysWith: { $1 }))
            return texts
        } catch {
            guard texts.count > 1 else {
                if let text = texts.first {
                    reading.error(
                        .invalidValue, at: text.text.position, error.description, hint: error.hint)
                }
                return []
            }
            let half = texts.startIndex + texts.count / 2
            return usable(texts[..<half], draft, reading) + usable(texts[half...], draft, reading)
        }
    }

    /// Within one file the YAML reader has found them.
    private func findRepeatedNames(_ lists: [Lists]) {
        guard lists.count > 1 else { return }
        var (sources, targets, tables) = (FirstPlaces(), FirstPlaces(), FirstPlaces())
        var kinds = FirstPlaces()
        for file in lists {
            for entry in file.kinds {
                kinds.check("a kind", entry.key, entry.position, file.reading)
            }
            for entry in file.sources {
                sources.check("a source", entry.key, entry.position, file.reading)
            }
            for entry in file.targets {
                targets.check("a target", entry.key, entry.position, file.reading)
            }
            for entry in file.tables {
                tables.check("a table", entry.key, entry.position, file.reading)
            }
        }
    }

    /// Nothing that is written may be left out in silence, whatever a section forgets to say.
    private func ensureReported(_ what: String, _ position: Position, _ reading: Reading) {
        guard !reading.hasErrors else { return }
        reading.error(.invalidValue, at: position, "\(what) cannot be used")
    }

    private func entries(
        _ node: YAMLNode?, _ what: String, _ expected: String, _ reading: Reading
    ) -> [YAMLEntry] {
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

    private func items(
        _ node: YAMLNode?, _ expected: String, countMax: Int, _ reading: Reading
    ) -> [YAMLNode] {
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

/// Where each name stood first, to tell of the second.
private struct FirstPlaces {
    private var places: [String: (file: String, line: Int)] = [:]

    mutating func check(_ what: String, _ name: String, _ position: Position, _ reading: Reading) {
        guard let first = places[name] else {
            places[name] = (reading.file, position.line)
            return
        }
        let file = first.file == reading.file ? "" : " of \(Excerpt.clean(first.file))"
        reading.error(
            .duplicateName, at: position,
            "\(what) named '\(name)' stands in line \(first.line)\(file) already")
    }
}
