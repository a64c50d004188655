package import Model

// What all drivers do alike.

extension Page {
    /// The first `limit` (1…500) of what was found, and where to go on when there is more.
    package static func of(
        _ found: [Item], limit: Int, cursor: (Item) -> String
    ) -> Page {
        let limit = max(1, min(limit, pageItemsMax))
        let items = Array(found.prefix(limit))
        return Page(items: items, next: found.count > limit ? items.last.map(cursor) : nil)
    }

    /// As much of the page as has at most `bytesMax` bytes, one item at least.
    package func cut(
        bytesMax: Int, bytes: (Item) -> Int, cursor: (Item) -> String
    ) -> Page {
        var sum = 0
        let fitting = items.prefix { item in
            defer { sum += bytes(item) }
            return sum == 0 || sum + bytes(item) <= bytesMax
        }
        guard fitting.count < items.count else { return self }
        return Page(items: Array(fitting), next: fitting.last.map(cursor))
    }

    /// More is asked for page by page, so that no read holds a snapshot for long.
    package static var pageItemsMax: Int { 500 }
}

extension RedriveRequest {
    /// The delivery to make. It has no lane: a person asked for it now.
    package func delivery(_ id: DeliveryID) -> Delivery {
        Delivery(
            id: id, webhookID: webhookID, target: target, destination: destination,
            routes: routes, createdAt: now,
            redrive: RedriveMark(origin: origin, generation: generation))
    }
}

extension Attempt {
    package var endedAt: Timestamp { startedAt + Milliseconds(tookMilliseconds) }
}
