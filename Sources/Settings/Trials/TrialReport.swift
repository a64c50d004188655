package import Model
import Routing
import Targets

/// Everything the rules say about one message: what `signalbox explain` shows.
///
/// It quotes the values found and the requests that would be made: for the eyes of someone who may
/// read the event itself. Secrets are no part of it.
package struct TrialReport: Sendable {
    private let version: String
    private let message: TrialMessage
    private let facts: EventFacts
    private let explanation: Explanation
    private let requests: [(PlannedTarget, Result<RequestPreview, RenderFailure>)]
    /// Places that an alert did not go to, since they are what it is about.
    private let leftOut: [String]

    /// Holds a message against a configuration. `stored`: the event as it was stored; its type and
    /// ids count then, whatever the source's mapping says today. `made`: what was stored to be
    /// delivered of it; the requests carry the ids of these.
    package init(
        _ message: TrialMessage, stored: Event? = nil, made: [Delivery] = [],
        by configuration: Configuration, now: Timestamp
    ) throws(TrialRefusal) {
        facts = if let stored { EventFacts(stored) } else { try configuration.facts(of: message) }
        self.message = message
        version = configuration.plannedVersion
        explanation = configuration.routes.explain(facts)
        let event =
            stored
            ?? Event(
                id: message.id ?? .make(at: now), source: message.source, identity: facts.identity,
                method: message.method, query: message.query, headers: message.headers,
                body: message.body, receivedAt: message.receivedAt,
                configurationVersion: configuration.version)
        let leftOut = stored.map(Self.leftOut) ?? []
        self.leftOut = leftOut
        requests = explanation.match.planned.filter { planned in
            !leftOut.contains(
                TargetPlace(planned.target, destination: planned.destination).description)
        }.map { planned in
            (planned, configuration.preview(of: event, to: planned, made: made, now: now))
        }
    }

    /// For programs, and for `signalbox explain` to lay out.
    package var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 4096)
        json.object { json in writeMembers(to: &json) }
        return json.bytes
    }

    /// The members of `json`, for an object that says more.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("configuration", version)
        if let id = message.id { json.member("event", id.description) }
        json.member("source", facts.source)
        json.members(of: facts.identity)
        explanation.writeMembers(to: &json)
        json.key("planned")
        json.array { json in
            for (planned, request) in requests {
                json.object { json in write(planned, request, &json) }
            }
        }
        guard !leftOut.isEmpty else { return }
        json.key("left_out")
        json.array { json in for place in leftOut { json.string(place) } }
    }

    /// As the explanation says that was stored with it.
    private static func leftOut(_ event: Event) -> [String] {
        guard Alert.isAlert(event), let document = try? JSONDocument(event.explanation) else {
            return []
        }
        return document.root.member("left_out")?.elements.compactMap(\.string) ?? []
    }

    private func write(
        _ planned: PlannedTarget, _ request: Result<RequestPreview, RenderFailure>,
        _ json: inout JSONWriter
    ) {
        json.member("target", planned.target)
        json.member("destination", planned.destination)
        json.key("routes")
        json.array { json in for route in planned.routes { json.string(route) } }
        if let staleAfter = planned.staleAfter { json.member("stale_after_ms", staleAfter.count) }
        request.writeMember(to: &json)
    }
}

extension Configuration {
    /// The request that a planned delivery would be, with its secrets hidden. It carries the ids of
    /// the first among `made`, newest first, that went to the same place; new ones without one.
    func preview(
        of event: Event, to planned: PlannedTarget, made: [Delivery] = [], now: Timestamp
    ) -> Result<RequestPreview, RenderFailure> {
        guard let target = targets[planned.target]?.target else {
            return .failure(
                RenderFailure(
                    reason: Reason(
                        code: "target_unknown", message: "no target is named so",
                        advice: "name one of `targets`")))
        }
        let stored = made.last {
            $0.target == planned.target && $0.destination == planned.destination
        }
        let delivery = Delivery(
            id: stored?.id ?? .make(at: now), webhookID: stored?.webhookID,
            target: planned.target, destination: planned.destination, routes: planned.routes,
            createdAt: event.receivedAt)
        return target.preview(
            of: AttemptContext(delivery: delivery, event: event, attempt: 1, now: now))
    }
}
