package import Model
import Routing
package import Store
import Verification

extension IngressPipeline {
    package enum Preparation: Sendable {
        /// That is all: there is nothing to store.
        case answer(IngressAnswer)
        /// To be appended; `answer(_:_:id:)` words what comes of it.
        case append(PlannedEvent)
        /// To be appended as one unit; `answer(_:_:ids:)` words what comes of it. Never empty.
        case appendAll([PlannedEvent])
    }

    /// Verifies, reads and matches a request whose body has come.
    package func prepare(_ admitted: AdmittedRequest, body: [UInt8]) -> Preparation {
        let preparation = consider(admitted, body: body)
        if case .answer(let answer) = preparation { note(answer, admitted, body: body) }
        return preparation
    }

    private func consider(_ admitted: AdmittedRequest, body: [UInt8]) -> Preparation {
        if let length = admitted.contentLength, length != body.count {
            return .answer(refuse(.incompleteBody, source: admitted.source))
        }
        let now = clock.now
        var proof: [UInt8]?
        if let answer = handshake(admitted, body: body, .unverified) { return .answer(answer) }
        if admitted.endpoint.verifier.readsBody || admitted.endpoint.paired != nil,
            let refusal = verify(admitted, body: body, now: now, proof: &proof)
        {
            return .answer(refusal)
        }
        if let answer = handshake(admitted, body: body, .verified) { return .answer(answer) }
        if let answer = paced(admitted, now: now) { return .answer(answer) }
        let kept =
            admitted.endpoint.currentVerifier?.withoutCredentials(body, admitted.request.headers)
        return plan(admitted, body: kept ?? body, now: now, proof: proof)
    }

    /// What a sender is told after the commit, or its failure. 2xx only when it is durable.
    package func answer(
        _ result: Result<[AppendResult], StoreError>, _ admitted: AdmittedRequest, id: EventID
    ) -> IngressAnswer {
        if admitted.endpoint.replayIsSeparate {
            let isStored = if case .success([.stored]) = result { true } else { false }
            seen.end(id, isStored: isStored)
        }
        switch result {
        case .success(let results):
            report.storeWorks()
            admitted.endpoint.ledger.took(at: admitted.startedAt)
            precondition(results.count == 1, "one event, one result")
            return acknowledge(admitted.endpoint, results[0], id: id)
        case .failure(let error):
            report.storeFailed(error)
            return refuse(.storeUnavailable, admitted)
        }
    }

    private func plan(
        _ admitted: AdmittedRequest, body: [UInt8], now: Timestamp, proof: [UInt8]?
    ) -> Preparation {
        let source = admitted.source
        func refused(_ refusal: Refusal, _ detail: String? = nil) -> Preparation {
            .answer(refuse(refusal, source: source, detail: detail))
        }
        let format = BodyFormat(admitted.request.headers)
        if format == .unsupported || format == .other && admitted.endpoint.source.bodies != .any {
            return refused(.unsupportedMediaType)
        }
        let document: JSONDocument?
        do throws(JSONError) {
            document = try self.document(admitted, format, body)
        } catch {
            switch error {
            case .malformed:
                return format == .unsaid
                    ? refused(.unsupportedMediaType) : refused(.malformedJSON, error.description)
            case .tooDeep: return refused(.jsonTooDeep, error.description)
            case .tooManyValues: return refused(.jsonTooManyValues, error.description)
            }
        }
        if let root = document?.root,
            let answer = handshake(admitted, body: body, .read(root))
        {
            return .answer(answer)
        }
        if let answer = repetition(admitted, proof, now) { return .answer(answer) }
        // What is stored is also what is read: neither a type nor a field can carry a credential.
        let parts = MessageParts(
            headers: storedHeaders(admitted), query: storedQuery(admitted), body: document?.root)
        if let list = list(in: parts, of: admitted, format) {
            return planAll(list, admitted, parts, now: now, proof: proof)
        }
        do throws(EventProblem) {
            return .append(try plan(admitted, parts, body: body, now: now, proof: proof))
        } catch {
            return refused(error.refusal, error.detail)
        }
    }

    /// What rules see of the body; nil when they see none of it.
    private func document(
        _ admitted: AdmittedRequest, _ format: BodyFormat, _ body: [UInt8]
    ) throws(JSONError) -> JSONDocument? {
        if body.isEmpty, admitted.request.method != "POST" { return nil }
        switch format {
        case .json, .cloudEvents: return try JSONDocument(body)
        case .form: return try MessageBody.form(body)
        case .unsaid:
            guard admitted.endpoint.source.bodies == .any else { return try JSONDocument(body) }
            return try? JSONDocument(body)
        case .other, .unsupported: return try? JSONDocument(body)
        }
    }

    /// `index`: the event's place in its batch.
    func plan(
        _ admitted: AdmittedRequest, _ parts: MessageParts, body: [UInt8], now: Timestamp,
        proof: [UInt8]?, index: Int = 0
    ) throws(EventProblem) -> PlannedEvent {
        let (snapshot, endpoint) = (admitted.snapshot, admitted.endpoint)
        if endpoint.readsCloudEvents, let problem = CloudEvent.problem(parts) {
            throw EventProblem(refusal: .invalidCloudEvent, detail: problem)
        }
        let identity: EventIdentity
        do throws(EventReader.Problem) {
            identity = try endpoint.reader.identity(parts)
        } catch {
            throw EventProblem(error)
        }
        let digest = DedupeDigest.make(
            source: admitted.source, values: endpoint.reader.dedupeValues(parts), body: body)
        let id = EventID.make(at: now)
        var replay: DedupeKey?
        if digest == nil || endpoint.replayIsSeparate {
            replay = replayKey(admitted, proof, index, now)
            if let replay, endpoint.replayIsSeparate {
                seen.begin(replay.digest, until: replay.expiresAt, id: id)
            }
        }
        let match = snapshot.routes.match(
            EventFacts(
                id: id, source: admitted.source, identity: identity,
                method: admitted.request.method, query: parts.query, headers: parts.headers,
                body: parts.body, receivedAt: now))
        let event = Event(
            id: id, source: admitted.source, identity: identity, method: admitted.request.method,
            query: parts.query, headers: parts.headers, body: body, receivedAt: now,
            configurationVersion: snapshot.configurationVersion,
            traceparent: TraceContext.read(parts.headers)?.description,
            explanation: match.explanationJSON(
                configurationVersion: snapshot.configurationVersion))
        var planned = PlannedEvent(
            event: event, deliveries: deliveries(match.planned, event, snapshot),
            dedupe: digest.map {
                DedupeKey(digest: $0, expiresAt: now + endpoint.source.dedupeWindow)
            } ?? replay)
        for (target, delivery) in zip(match.planned, planned.deliveries) where !target.once.isEmpty
        {
            planned.once[delivery.id] = onceKeys(target, event)
        }
        return planned
    }

    /// Nil when one of the routes has nothing to tell its messages apart by.
    private func onceKeys(_ planned: PlannedTarget, _ event: Event) -> [DedupeKey]? {
        var keys: [DedupeKey] = []
        for (route, once) in planned.once {
            let value = once.value(of: event.identity)
            guard !value.isEmpty else { return nil }
            let digest = DedupeDigest.make(
                source: event.source,
                once: [route, planned.target, planned.destination, once.rawValue, value])
            keys.append(DedupeKey(digest: digest, expiresAt: event.receivedAt + Limits.onceKept))
        }
        return keys
    }

    /// Nil for what may come again: credentials, and signatures that do not say when they were
    /// made.
    private func replayKey(
        _ admitted: AdmittedRequest, _ proof: [UInt8]?, _ index: Int, _ now: Timestamp
    ) -> DedupeKey? {
        guard let proof, let tolerance = admitted.endpoint.verifier.tolerance else { return nil }
        // A right signature may be used from `tolerance` before its time to `tolerance` after it.
        return DedupeKey(
            digest: DedupeDigest.make(source: admitted.source, proof: proof, index: index),
            expiresAt: now + tolerance + tolerance)
    }

    /// The answer to a signature that was accepted before with another deduplication key.
    private func repetition(
        _ admitted: AdmittedRequest, _ proof: [UInt8]?, _ now: Timestamp
    ) -> IngressAnswer? {
        guard admitted.endpoint.replayIsSeparate, let proof,
            let original = seen.original(
                DedupeDigest.make(source: admitted.source, proof: proof), now: now)
        else { return nil }
        return acknowledge(admitted.endpoint, .duplicate(of: original), id: original)
    }

    private func deliveries(
        _ planned: [PlannedTarget], _ event: Event, _ snapshot: IngressSnapshot
    ) -> [Delivery] {
        planned.map { plan in
            let isOrdered =
                !event.identity.run.isEmpty && snapshot.orderedTargets.contains(plan.target)
            return Delivery(
                id: .make(at: event.receivedAt), target: plan.target,
                destination: plan.destination, routes: plan.routes, createdAt: event.receivedAt,
                expiresAt: plan.staleAfter.map { event.receivedAt + $0 },
                lane: isOrdered ? "\(plan.target)|\(event.source)|\(event.identity.run)" : nil)
        }
    }

    private func storedHeaders(_ admitted: AdmittedRequest) -> HeaderList {
        let headers = admitted.request.headers
        let dropped = admitted.endpoint.droppedHeaders
        let named = connectionNames(headers)
        let copies = admitted.pathToken.map(TokenCopies.init)
        var kept: [HeaderList.Field] = []
        kept.reserveCapacity(headers.fields.count)
        for field in headers.fields {
            if dropped.contains(field.name) || copies?.stand(in: field) == true
                || named?.contains(field.name) == true
            {
                continue
            }
            kept.append(field)
        }
        return HeaderList(kept)
    }

    /// RFC 9110 section 7.6.1: `connection` names others that are for this connection only.
    private func connectionNames(_ headers: HeaderList) -> HeaderNames? {
        let values = headers.values("connection")
        guard !values.isEmpty else { return nil }
        return HeaderNames(
            values.flatMap { $0.split { $0 == "," || $0 == " " }.map(String.init) })
    }

    private func storedQuery(_ admitted: AdmittedRequest) -> String {
        let query = admitted.request.query
        guard !query.isEmpty else { return "" }
        let rest = QueryString.removing(
            admitted.endpoint.verifier.credentialParameters, from: query)
        return admitted.pathToken.map { TokenCopies($0).removed(from: rest) } ?? rest
    }

    private func acknowledge(
        _ endpoint: SourceEndpoint, _ result: AppendResult, id: EventID
    ) -> IngressAnswer {
        let (known, isDuplicate) = count(endpoint, result, id: id)
        return acknowledge(
            endpoint, body: Self.acknowledgement(known, isDuplicate: isDuplicate))
    }

    /// The id under which the event is stored, and whether it was before.
    func count(
        _ endpoint: SourceEndpoint, _ result: AppendResult, id: EventID
    ) -> (id: EventID, isDuplicate: Bool) {
        switch result {
        case .stored:
            endpoint.accepted.add()
            return (id, false)
        case .duplicate(let original):
            endpoint.duplicates.add()
            return (original, true)
        }
    }

    /// `body`: ours, when the source has none of its own.
    func acknowledge(
        _ endpoint: SourceEndpoint, body: @autoclosure () -> [UInt8]
    ) -> IngressAnswer {
        let status = endpoint.source.acknowledgement.status
        if let acknowledgement = endpoint.acknowledgement {
            return IngressAnswer(
                status: status,
                headers: [.init("content-type", acknowledgement.contentType)],
                body: acknowledgement.body)
        }
        // RFC 9110 section 15.3.5: 204 has no body.
        guard status != 204 else { return IngressAnswer(status: status) }
        return IngressAnswer(status: status, headers: Self.jsonHeaders, body: body())
    }

    private static let jsonHeaders = [IngressAnswer.Header("content-type", "application/json")]

    /// `{"id":"evt_…"}`: an id needs no escape.
    private static func acknowledgement(_ id: EventID, isDuplicate: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        bytes.append(text: #"{"id":""#)
        bytes.append(text: id.description)
        bytes.append(text: isDuplicate ? #"","duplicate":true}"# : #""}"#)
        return bytes
    }
}
