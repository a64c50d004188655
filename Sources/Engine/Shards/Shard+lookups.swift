import Dispatching
import Model
import Targets

/// Candidates whose ids events do not hold are looked up through the shard's own transport, each
/// address once at a time; like an access token, a lookup holds up nothing but the attempts that
/// need it.
extension Shard {
    /// A lookup on its way.
    struct LookupRequest {
        let lookup: CandidateLookup
        /// The first one asked.
        var waiting: [AttemptToken]
        let startedAt: Timestamp
    }

    /// Between those of dispatchers and of requests for tokens.
    private static let firstLookup: UInt64 = 1 << 61

    func lookUp(_ lookup: CandidateLookup, for attempt: AttemptToken, _ now: Timestamp) {
        let key = KnownCandidates.Key(lookup)
        if let same = lookups.first(where: { KnownCandidates.Key($0.value.lookup) == key })?.key {
            lookups[same]?.waiting.append(attempt)
            return
        }
        // It may have come to its end since this one was rendered.
        if let id = around.renderers.candidates.candidate(lookup, wall) {
            return render(attempt, about: id)
        }
        lookupCount += 1
        let transfer = TransferToken(Self.firstLookup + lookupCount)
        lookups[transfer] = LookupRequest(lookup: lookup, waiting: [attempt], startedAt: now)
        tell(.lookedUp(attempt), now)
        transport.start(lookup.request, token: transfer)
    }

    private func render(_ attempt: AttemptToken, about candidate: String) {
        guard let flight = flights[attempt] else { return }
        toRender.append(
            RenderJob(
                token: attempt, target: flight.target, leased: flight.leased,
                access: flight.access, candidate: candidate))
    }

    /// True: it was a lookup that ended.
    func completeLookup(_ completion: TransferCompletion, _ now: Timestamp) -> Bool {
        guard let request = lookups.removeValue(forKey: completion.token) else { return false }
        if isRefreshed(request, completion.result, now) { return true }
        let lookup = request.lookup
        switch lookup.finder.choice(in: completion.result, email: lookup.email, now: now) {
        case .success(let choice): take(choice, request, completion, now)
        case .failure(let failure): fail(request, failure, completion.result, now)
        }
        return true
    }

    /// One answer is judged once, whoever waited for it.
    private func fail(
        _ request: LookupRequest, _ failure: LookupFailure, _ result: TransferResult,
        _ now: Timestamp
    ) {
        guard let first = request.waiting.first else { return }
        var report = report(failure.outcome, first, request, result, now)
        guard report.ending != .notSent else {
            for attempt in request.waiting { end(attempt, report, now) }
            return
        }
        report.alike = Array(request.waiting.dropFirst())
        for attempt in report.alike { leave(attempt, isWell: nil, now) }
        end(first, report, now)
    }

    private func take(
        _ choice: CandidateFinder.Choice, _ request: LookupRequest,
        _ completion: TransferCompletion, _ now: Timestamp
    ) {
        switch choice {
        case .one(let id):
            around.renderers.candidates.note(request.lookup, id, wall)
            if let first = request.waiting.first, let flight = flights[first] {
                let outcome = Outcome(
                    .delivered, TargetReason.candidateFound.reason(detail: "candidate \(id)"))
                let report = report(outcome, first, request, completion.result, now)
                flights[first]?.lookup = [
                    Attempt(
                        number: flight.leased.attempts + 1, kind: .lookup,
                        startedAt: report.startedAt, tookMilliseconds: report.tookMilliseconds,
                        status: report.status, outcome: outcome, snippet: "")
                ]
            }
            for attempt in request.waiting {
                flights[attempt]?.candidate = KnownCandidates.Key(request.lookup)
                flights[attempt]?.hasLookedUp = true
                render(attempt, about: id)
            }
        case .none(let reason), .dead(let reason):
            for attempt in request.waiting {
                var report = report(
                    Outcome(.dead, reason), attempt, request, completion.result, now)
                report.ending = .calledOff(buries: choice != .none(reason))
                end(attempt, report, now)
            }
        }
    }

    private func report(
        _ outcome: Outcome, _ attempt: AttemptToken, _ request: LookupRequest,
        _ result: TransferResult, _ now: Timestamp
    ) -> AttemptReport {
        var status: Int?
        var snippet = ""
        let ending: AttemptReport.Ending
        switch result {
        case .success(let response):
            ending = .answered
            status = response.status
            // A 2xx holds candidates' data, also where it is not understood.
            if !(200..<300).contains(response.status), let flight = flights[attempt] {
                snippet = flight.target.target.snippet(of: response, hiding: flight.access)
            }
        case .failure(let failure) where failure.kind == .cancelled:
            return AttemptReport(.notSent, Outcome(.retry, .shuttingDown), startedAt: now)
        case .failure(let failure): ending = failure.isTimeout ? .timedOut : .failed
        }
        let took = max(0, (now - request.startedAt).count)
        flights[attempt]?.target.instruments.noteAttempt(outcome.class, microseconds: took * 1000)
        var report = AttemptReport(
            ending, outcome, startedAt: request.startedAt + (wall - now), tookMilliseconds: took,
            status: status, snippet: snippet)
        report.kind = .lookup
        return report
    }

    /// The vendor does not know any more who was found earlier (two candidates became one): once,
    /// the attempt is made again with a new lookup.
    func isAskedAnew(_ token: AttemptToken, _ result: TransferResult, _ now: Timestamp) -> Bool {
        guard let flight = flights[token], let known = flight.candidate, !flight.hasLookedUp,
            shutdown == nil,
            flight.target.target.outcome(of: result, now: now).reason.code
                == TargetReason.targetCandidateUnknown.code
        else { return false }
        around.renderers.candidates.forget(known)
        flights[token]?.candidate = nil
        flights[token]?.startedAt = nil
        toRender.append(
            RenderJob(
                token: token, target: flight.target, leased: flight.leased, access: flight.access))
        return true
    }

    /// The target refuses a token before its time: once, all that wait ask again with a new one.
    private func isRefreshed(
        _ request: LookupRequest, _ result: TransferResult, _ now: Timestamp
    ) -> Bool {
        guard case .success(let response) = result, response.status == 401, shutdown == nil,
            let first = request.waiting.first, let flight = flights[first],
            let access = flight.access, let client = flight.target.target.oauth,
            !flight.hasRefreshed
        else { return false }
        tokens[ObjectIdentifier(client)]?.refused(access)
        for attempt in request.waiting {
            flights[attempt]?.hasRefreshed = true
            renderWithToken(attempt, client, now)
        }
        return true
    }
}
