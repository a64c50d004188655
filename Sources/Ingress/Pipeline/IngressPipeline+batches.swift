package import Model
package import Store
import Verification

/// Requests that bring several events: stored as one unit, all or none.
extension IngressPipeline {
    /// The elements that are events of their own; nil when the request is one event.
    func list(
        in parts: MessageParts, of admitted: AdmittedRequest, _ format: BodyFormat
    ) -> JSONView? {
        if format == .cloudEvents { return parts.body }
        guard let place = admitted.endpoint.source.batch,
            let list = parts.body?.value(at: place), list.kind == .array
        else { return nil }
        return list
    }

    /// `whole`: of the request; each event has its headers and query, and its own part of the body,
    /// byte for byte.
    func planAll(
        _ list: JSONView, _ admitted: AdmittedRequest, _ whole: MessageParts, now: Timestamp,
        proof: [UInt8]?
    ) -> Preparation {
        let source = admitted.source
        guard list.kind == .array else {
            return .answer(refuse(.invalidCloudEvent, source: source, detail: "not a list"))
        }
        guard list.count <= Limits.batchEventsMax else {
            let detail = "\(list.count) events; at most \(Limits.batchEventsMax) are taken at once"
            return .answer(refuse(.batchTooLarge, source: source, detail: detail))
        }
        var parts = whole
        if let type = parts.headers["content-type"],
            MessageBody.mediaType(type) == CloudEvent.batchType
        {
            parts.headers.set("content-type", CloudEvent.structuredType)
        }
        var planned: [PlannedEvent] = []
        planned.reserveCapacity(list.count)
        for (index, element) in list.elements.enumerated() {
            parts.body = element
            do throws(EventProblem) {
                planned.append(
                    try plan(
                        admitted, parts, body: Array(element.sourceBytes), now: now, proof: proof,
                        index: index))
            } catch {
                forget(planned, of: admitted)
                return .answer(
                    refuse(
                        error.refusal, source: source, detail: "event \(index): \(error.detail)"))
            }
        }
        guard !planned.isEmpty else {
            return .answer(
                acknowledge(admitted.endpoint, body: Self.acknowledgement([], duplicates: [])))
        }
        return .appendAll(planned)
    }

    /// They are not stored: their signature may come again.
    private func forget(_ planned: [PlannedEvent], of admitted: AdmittedRequest) {
        guard admitted.endpoint.replayIsSeparate else { return }
        for event in planned { seen.end(event.event.id, isStored: false) }
    }

    /// What a sender of several events is told after the commit, or its failure.
    package func answer(
        _ result: Result<[AppendResult], StoreError>, _ admitted: AdmittedRequest, ids: [EventID]
    ) -> IngressAnswer {
        let results: [AppendResult]?
        switch result {
        case .success(let list):
            precondition(list.count == ids.count, "a result for each event")
            results = list
        case .failure: results = nil
        }
        if admitted.endpoint.replayIsSeparate {
            for (index, id) in ids.enumerated() {
                seen.end(id, isStored: results?[index] == .stored)
            }
        }
        guard let results else {
            if case .failure(let error) = result { report.storeFailed(error) }
            return refuse(.storeUnavailable, source: admitted.source)
        }
        report.storeWorks()
        var known: [EventID] = []
        var duplicates: [EventID] = []
        for (id, result) in zip(ids, results) {
            let (id, isDuplicate) = count(admitted.endpoint, result, id: id)
            known.append(id)
            if isDuplicate { duplicates.append(id) }
        }
        return acknowledge(
            admitted.endpoint, body: Self.acknowledgement(known, duplicates: duplicates))
    }

    /// `{"ids":["evt_…"],"duplicates":["evt_…"]}`, in the order of the request.
    private static func acknowledgement(_ ids: [EventID], duplicates: [EventID]) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 16 + 44 * (ids.count + duplicates.count))
        json.object { json in
            json.key("ids")
            json.array { json in ids.forEach { json.string($0.description) } }
            guard !duplicates.isEmpty else { return }
            json.key("duplicates")
            json.array { json in duplicates.forEach { json.string($0.description) } }
        }
        return json.bytes
    }
}

/// Why an event of a verified request cannot be taken.
struct EventProblem: Error {
    let refusal: Refusal
    /// For the sender; quotes nothing of what came.
    let detail: String

    init(refusal: Refusal, detail: String) {
        self.refusal = refusal
        self.detail = detail
    }

    init(_ problem: EventReader.Problem) {
        refusal = .invalidIdentity
        detail =
            switch problem {
            case .tooLong(let what): "\(what) is over \(Limits.idBytesMax) bytes"
            case .controlCharacter(let what): "\(what) has a control character"
            }
    }
}
