import Routing
import Targets

/// What can be said of the texts that routes have for their targets.
extension Linter {
    /// What several routes are merged into one delivery by, as far as it can be seen in the file.
    private struct Sent: Hashable {
        /// A mark, see `RouteMark`.
        let match: Int
        let unrouted: Bool
        let to: RouteTarget
    }

    /// Routes that always make one delivery together, and want another text each.
    func findConflictingTexts(_ marks: [RouteMark]) {
        guard !routeTexts.isEmpty else { return }
        /// Of the route whose text is sent, as far as the file has been gone through.
        var winners: [Sent: Int] = [:]
        for (index, route) in routes.enumerated() where route.enabled {
            for entry in route.to where routeTexts[entry.target] != nil {
                let sent = Sent(match: marks[index].match, unrouted: route.unrouted, to: entry)
                guard let before = winners[sent] else {
                    winners[sent] = index
                    continue
                }
                guard
                    RouteMark.isSame(
                        places.routes[before].value, places.routes[index].value,
                        but: RouteMark.allButMatch),
                    !routes[before].stop
                else { continue }
                let (first, second) = (text(before, entry), text(index, entry))
                guard first != second else { continue }
                if first == nil { winners[sent] = index }
                let winner = routes[first == nil ? index : before].name
                let place = places.routes[index]
                place.reading.warning(
                    .conflictingTexts, at: place.position,
                    "'\(entry.target)' gets one message of this route and of "
                        + "'\(routes[before].name)', with the text of '\(winner)'",
                    hint: "leave out one of the two, or give them different channels")
            }
        }
    }

    /// Nil: the target's own.
    private func text(_ index: Int, _ entry: RouteTarget) -> String? {
        routeTexts[entry.target]?[
            .init(route: routes[index].name, destination: entry.destination)]
    }
}
