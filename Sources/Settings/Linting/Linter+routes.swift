import Model
import Routing
import Verification

/// What can be said of routes by reasoning about their conditions.
extension Linter {
    /// Pairs of routes that are held against each other, at most: the rest is left alone rather
    /// than to make a reload of very many routes wait.
    private static let pairsMax = 200_000

    func findRoutesInVain(_ marks: [RouteMark], now: Timestamp) {
        for (route, place) in zip(routes, places.routes) where route.enabled {
            if let reason = reasonInVain(route, now) {
                place.reading.warning(
                    .neverMatches, at: place.position, "this route can never match: \(reason)")
            }
        }
        findShadowed()
        findTogether(marks)
    }

    private func reasonInVain(_ route: Route, _ now: Timestamp) -> String? {
        if let until = route.until, until <= now { return "it has ended, see `until`" }
        if let path = route.match.contradiction {
            return "nothing fits all that it asks of '\(Excerpt.clean(path))'"
        }
        if route.match.namesOnlyAlerts, let type = route.match.type,
            !AlertType.allCases.contains(where: { type.matches($0.rawValue) })
        {
            return "no alert is of this type"
        }
        let senders = sources.values.filter { route.match.source?.matches($0.name) ?? true }
        if let missing = missing(route.match, senders.map(\.mapping)) { return missing }
        guard let milestones = route.match.milestone, !milestones.contains(.other) else {
            return nil
        }
        let isSent = senders.contains { source in
            source.mapping.milestones.values.contains { milestones.contains($0) }
        }
        guard !isSent, !senders.isEmpty else { return nil }
        let names = Milestone.allCases.filter { milestones.contains($0) }.map(\.rawValue)
        return "no source of it has an event of milestone \(names.joined(separator: ", "))"
    }

    /// What no source reads from its events, and yet must be there.
    private func missing(_ match: Match, _ mappings: [EventMapping]) -> String? {
        guard !mappings.isEmpty, !match.namesAlerts else { return nil }
        func isRead(_ part: KeyPath<EventMapping, [ValuePlace]>) -> Bool {
            mappings.contains { !$0[keyPath: part].isEmpty }
        }
        func unread(_ key: String) -> String {
            "no source of it says by its key '\(key)' where the \(key) stands"
        }
        for root in match.rootsNeeded {
            switch root {
            case .field(let name) where !mappings.contains { $0.fields[name] != nil }:
                let names = Set(mappings.flatMap(\.fields.keys)).sorted()
                let nearest = NearestName.find(name, in: names)
                return "no source of it has a field '\(Excerpt.clean(name))'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? "")
            case .type where !isRead(\.type): return unread("type")
            case .interview where !isRead(\.interview): return unread("interview")
            case .definition where !isRead(\.definition): return unread("definition")
            case .run where !isRead(\.run): return unread("run")
            default: break
            }
        }
        return nil
    }

    /// Routes that never see an event, or are never needed, because of a wider one.
    private func findShadowed() {
        let wide = routes.indices.filter {
            routes[$0].enabled && routes[$0].until == nil && !routes[$0].unrouted
                && routes[$0].match.isBroad
        }
        var pairsLeft = Self.pairsMax
        for (index, route) in routes.enumerated() where route.enabled {
            for other in wide where other != index {
                pairsLeft -= 1
                guard pairsLeft > 0 else { return }
                let wider = routes[other]
                guard wider.match.covers(route.match) else { continue }
                let place = places.routes[index]
                if route.unrouted {
                    place.reading.warning(
                        .shadowedRoute, at: place.position,
                        "this route is never needed: '\(wider.name)' takes all that it would take")
                } else if other < index, wider.stop {
                    place.reading.warning(
                        .shadowedRoute, at: place.position,
                        "this route never sees an event that it would take: '\(wider.name)' takes "
                            + "them first, and says stop")
                } else if isRedundant(index, beside: other) {
                    place.reading.warning(
                        .redundantRoute, at: place.position,
                        "this route adds nothing: '\(wider.name)' sends all that it takes to the "
                            + "same targets")
                } else {
                    continue
                }
                break
            }
        }
    }

    private func isRedundant(_ index: Int, beside other: Int) -> Bool {
        let (route, wider) = (routes[index], routes[other])
        // Of two that are the same, the later one is told of as identical.
        guard !(route.match.covers(wider.match)), !route.stop, wider.oncePer == nil,
            wider.staleAfter == nil || wider.staleAfter == route.staleAfter,
            !hasOwnText(index), Set(route.to).isSubset(of: wider.to)
        else { return false }
        // A later one may not see what it takes.
        return other < index || !routes[index..<other].contains { $0.enabled && $0.stop }
    }

    private func hasOwnText(_ index: Int) -> Bool {
        guard case .mapping(let entries) = places.routes[index].value.content,
            case .list(let items) = entries.first(where: { $0.key == RouteKeys.to.name })?.value
                .content
        else { return false }
        return items.contains { item in
            guard case .mapping(let entries) = item.content else { return false }
            return entries.contains { $0.key == RouteTargetKeys.text.name }
        }
    }

    /// Routes that match the same events, and could be one.
    private func findTogether(_ marks: [RouteMark]) {
        var seen: [Int: Int] = [:]
        seen.reserveCapacity(marks.count)
        for (index, place) in places.routes.enumerated() where routes[index].enabled {
            let matching = marks[index].withoutTargets
            guard let first = seen[matching] else {
                seen[matching] = index
                continue
            }
            guard
                RouteMark.isSame(
                    place.value, places.routes[first].value, but: RouteMark.namedAndSent)
            else { continue }
            // The same targets too: told of as identical.
            guard routes[first].to != routes[index].to, !routes[index].stop else { continue }
            place.reading.warning(
                .routesTogether, at: place.position,
                "this route matches exactly what '\(routes[first].name)' matches",
                hint: "one route can name the targets of both")
        }
    }
}
