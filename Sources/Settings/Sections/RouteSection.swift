import Model
import Routing
import Targets

/// Reads one entry of `routes:`.
struct RouteSection {
    /// Names as declared, also of those that are wrong themselves.
    let sources: [String]
    let targets: Set<String>
    /// Those that could be read: what `channel` and `text` may mean.
    let kinds: [String: TargetKind]
    /// Those that could be read, and the names of all.
    let tables: [String: TableDraft]
    let tableNames: [String]
    let reading: Reading
    /// Texts of routes, by target.
    private(set) var texts: [String: [RouteText]] = [:]
    /// Tables whose values were checked.
    private(set) var tablesUsed: Set<String>

    struct RouteText {
        let place: KindTarget.RouteText
        let text: Placed<String>
    }

    init(
        sources: [String], targets: Set<String>, kinds: [String: TargetKind],
        tables: [String: TableDraft], tableNames: [String], tablesUsed: Set<String>,
        reading: Reading
    ) {
        self.sources = sources
        self.targets = targets
        self.kinds = kinds
        self.tables = tables
        self.tableNames = tableNames
        self.tablesUsed = tablesUsed
        self.reading = reading
    }

    mutating func read(_ node: YAMLNode) -> Route? {
        guard
            let mapping = MappingReader(
                node, what: "a route", keys: RouteKeys.all, reading: reading)
        else { return nil }
        let name = mapping(RouteKeys.name)
        let match = mapping(RouteKeys.match).flatMap { self.match($0) }
        let to = mapping(RouteKeys.to).map { self.to($0, of: name ?? "") }
        let stop = mapping(RouteKeys.stop)
        let unrouted = mapping(RouteKeys.unrouted)
        let enabled = mapping(RouteKeys.enabled)
        let staleAfter = mapping(RouteKeys.staleAfter)
        let until = mapping(RouteKeys.until)
        let oncePer = mapping(RouteKeys.oncePer)
        guard let name, let match, let to else { return nil }
        var route = Route(name: name, match: match, to: to)
        route.stop = stop ?? false
        route.unrouted = unrouted ?? false
        route.enabled = enabled ?? true
        route.staleAfter = staleAfter
        route.until = until
        route.oncePer = oncePer
        return route
    }

    mutating func to(
        _ entries: [RouteTargetEntry], of route: String
    ) -> [RouteTarget] {
        var seen: Set<RouteTarget> = []
        var targets: [RouteTarget] = []
        for entry in entries {
            let name = entry.target
            guard self.targets.contains(name.value) else {
                reading.error(
                    .unknownName, at: name.position,
                    "no target is named '\(Excerpt.clean(name.value))'",
                    hint: NearestName.hint(name.value, in: self.targets.sorted()))
                continue
            }
            let target = destination(entry)
            guard seen.insert(target).inserted else {
                reading.error(
                    .duplicateName, at: name.position, "'\(name.value)' stands here twice")
                continue
            }
            if let text = entry.text, hasMeaning(text.position, "text", name.value, \.textKey) {
                let places = target.lookup?.table.values.union([target.destination])
                for destination in (places ?? [target.destination]).sorted() {
                    texts[name.value, default: []].append(
                        RouteText(
                            place: .init(route: route, destination: destination), text: text))
                }
            }
            targets.append(target)
        }
        return targets
    }

    private mutating func destination(_ entry: RouteTargetEntry) -> RouteTarget {
        var target = RouteTarget(entry.target.value)
        guard let channel = entry.channel,
            hasMeaning(channel.position, "channel", entry.target.value, \.destinationKey)
        else { return target }
        switch channel {
        case .text(let text): target.destination = self.channel(text, reading) ?? ""
        case .lookup(let table, let key, let text):
            target.destination = text.flatMap { self.channel($0, reading) } ?? ""
            target.lookup = lookup(table, key)
        }
        return target
    }

    private func channel(_ placed: Placed<String>, _ reading: Reading) -> String? {
        let text = placed.value
        guard !text.isEmpty, text.utf8.count <= Limits.identifierBytesMax,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "{") })
        else {
            reading.error(
                .invalidValue, at: placed.position,
                "expected a channel's id such as C0BACKEND, without templates")
            return nil
        }
        return text
    }

    private mutating func lookup(_ name: Placed<String>, _ key: Placed<String>) -> Lookup? {
        guard tableNames.contains(name.value) else {
            reading.error(
                .unknownName, at: name.position,
                "no table is named '\(Excerpt.clean(name.value))'",
                hint: NearestName.hint(name.value, in: tableNames))
            return nil
        }
        do throws(LookupKey.Malformed) {
            let key = try LookupKey(key.value)
            guard let draft = tables[name.value] else { return nil }
            if tablesUsed.insert(name.value).inserted {
                for row in draft.rows { _ = channel(row.value, draft.reading) }
            }
            return Lookup(table: draft.table, key: key)
        } catch {
            reading.error(
                .invalidValue, at: key.position, "the key \(Excerpt.clean(error.problem))")
            return nil
        }
    }

    /// Reports what the target's kind does not know. A target that could not be read may be any.
    private func hasMeaning(
        _ position: Position, _ key: String, _ target: String,
        _ meaning: KeyPath<KindDefinition, String?>
    ) -> Bool {
        guard let kind = kinds[target] else { return false }
        if case .defined(let target) = kind, target.definition[keyPath: meaning] != nil {
            return true
        }
        reading.error(
            .invalidValue, at: position,
            "'\(key)' has no meaning for '\(target)', a target of kind \(kind.name)")
        return false
    }

    private func match(_ node: YAMLNode) -> Match? {
        switch node.content {
        case .scalar(let scalar) where scalar.text == "all": return .all
        case .scalar where node.isNull:
            reading.error(
                .emptyMatch, at: node.owner, "an empty match",
                hint: "write 'match: all' to take every event")
            return nil
        case .mapping(let entries) where entries.isEmpty:
            reading.error(
                .emptyMatch, at: node.position, "an empty match",
                hint: "write 'match: all' to take every event")
            return nil
        case .scalar, .list: return reading.expected("'all' or a mapping", node)
        case .mapping: break
        }
        guard
            let mapping = MappingReader(
                node, what: "match", keys: MatchKeys.all, reading: reading)
        else { return nil }
        var match = Match()
        match.source = sourceMatcher(mapping)
        match.type = matcher(mapping, MatchKeys.type)
        match.milestone = mapping(MatchKeys.milestone).map { Set($0) }
        match.interview = matcher(mapping, MatchKeys.interview)
        match.definition = matcher(mapping, MatchKeys.definition)
        match.run = matcher(mapping, MatchKeys.run)
        match.where = mapping(MatchKeys.where).flatMap {
            FilterSection(reading: reading).read($0)
        }
        return match
    }

    private func matcher(
        _ mapping: MappingReader, _ key: Key<[Placed<String>]>
    ) -> TextMatcher? {
        mapping(key).flatMap { matcher($0) }
    }

    private func matcher(_ patterns: [Placed<String>]) -> TextMatcher? {
        if let matcher = try? TextMatcher(patterns.map(\.value)) { return matcher }
        // One by one, so that the caret points at the one that is wrong.
        for pattern in patterns {
            do {
                _ = try Glob(pattern.value)
            } catch {
                reading.error(
                    .invalidValue, at: pattern.position, "not a pattern: \(error.description)")
            }
        }
        return nil
    }

    private func sourceMatcher(_ mapping: MappingReader) -> TextMatcher? {
        guard let patterns = mapping(MatchKeys.source), let matcher = matcher(patterns) else {
            return nil
        }
        for pattern in patterns
        where !sources.contains(pattern.value) && pattern.value != Alert.source {
            guard let single = try? TextMatcher([pattern.value]),
                !sources.contains(where: { single.matches($0) })
            else { continue }
            let shown = Excerpt.clean(pattern.value)
            reading.error(
                .unknownName, at: pattern.position,
                single.globs.isEmpty
                    ? "no source is named '\(shown)'" : "'\(shown)' matches no source",
                hint: NearestName.hint(
                    nearest: NearestName.find(pattern.value, in: sources + [Alert.source]),
                    in: sources))
        }
        return matcher
    }
}
