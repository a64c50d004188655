import Model

extension InMemoryTables {
    func detail(_ id: DeliveryID) -> DeliveryDetail? {
        deliveries[id].map {
            DeliveryDetail(
                summary: summary($0),
                attempts: $0.attempts.sorted {
                    ($0.number, $0.kind == .lookup ? 0 : 1)
                        < ($1.number, $1.kind == .lookup ? 0 : 1)
                })
        }
    }

    func page(_ query: EventQuery) -> Page<EventSummary> {
        .of(found(query).map(summary), limit: query.limit) { $0.id.description }
    }

    func wholeEvents(_ query: EventQuery, bytesMax: Int) -> Page<Event> {
        let page = Page.of(found(query).map(\.event), limit: query.limit) { $0.id.description }
        return page.cut(bytesMax: bytesMax) {
            $0.body.count
        } cursor: {
            $0.id.description
        }
    }

    /// Newest first.
    private func found(_ query: EventQuery) -> [StoredEvent] {
        let before = query.before.flatMap { EventID($0) }
        return events.values
            .filter { stored in
                let event = stored.event
                return (before.map { event.id < $0 } ?? true)
                    && (query.source.map { event.source == $0 } ?? true)
                    && (query.type.map { event.identity.type == $0 } ?? true)
                    && (query.interview.map { event.identity.interview == $0 } ?? true)
                    && (query.run.map { event.identity.run == $0 } ?? true)
                    && (query.since.map { event.receivedAt >= $0 } ?? true)
                    && (!query.unroutedOnly || !stored.isRouted)
            }
            .sorted { $0.event.id > $1.event.id }
    }

    func page(_ query: DeliveryQuery) -> Page<DeliverySummary> {
        let before = query.before.flatMap { DeliveryID($0) }
        let found = deliveries.values
            .filter { row in
                (before.map { row.delivery.id < $0 } ?? true)
                    && (query.event.map { row.event == $0 } ?? true)
                    && (query.target.map { row.delivery.target == $0 } ?? true)
                    && (query.states.isEmpty || query.states.contains(row.state))
                    && (!query.waitsForPerson || summary(row).waitsForPerson)
            }
            .sorted { $0.delivery.id > $1.delivery.id }
        return .of(found.map(summary), limit: query.limit) { $0.delivery.id.description }
    }

    var waitingForPerson: Int {
        deliveries.values.count { summary($0).waitsForPerson }
    }

    func oldestUnfinished(_ query: UnfinishedQuery) -> Timestamp? {
        deliveries.values
            .filter { row in
                !row.state.isFinal && row.delivery.createdAt < query.createdBefore
                    && summary(row).waitsForPerson == query.waitsForPerson
                    && events[row.event]?.event.source != query.otherThan
            }
            .map(\.delivery.createdAt).min()
    }

    func buryings(after cursor: DeliveryID?, limit: Int) -> [DeliveryID] {
        let ids = deliveries.values.filter { $0.state == .burying }.map(\.delivery.id)
        let later = cursor.map { cursor in ids.filter { $0 > cursor } } ?? ids
        return Array(later.sorted().prefix(limit))
    }

    private func summary(_ row: Row) -> DeliverySummary {
        DeliverySummary(
            delivery: row.delivery, event: row.event, state: row.state,
            attempts: row.attemptCount, dueAt: row.dueAt, updatedAt: row.updatedAt,
            reason: row.reason, deadLetterFile: row.deadLetterFile)
    }

    private func summary(_ stored: StoredEvent) -> EventSummary {
        let event = stored.event
        return EventSummary(
            id: event.id, source: event.source, type: event.identity.type,
            milestone: event.identity.milestone, interview: event.identity.interview,
            definition: event.identity.definition, run: event.identity.run,
            receivedAt: event.receivedAt, bodyBytes: event.body.count,
            deliveries: stored.deliveries.count)
    }
}
