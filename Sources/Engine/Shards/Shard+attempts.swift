import Dispatching
import Logging
import Model
import Targets

extension Shard {
    func start(_ token: AttemptToken, _ leased: LeasedDelivery, _ now: Timestamp) {
        guard let target = targets[leased.delivery.target] else {
            preconditionFailure("a delivery was started whose target is not known here")
        }
        target.gate.noteStart(at: now)
        around.instruments.inFlight.add(1)
        guard target.target.isPrompt(for: leased.event) else {
            flights[token] = Flight(target: target, leased: leased)
            if let client = target.target.oauth { return renderWithToken(token, client, now) }
            toRender.append(RenderJob(token: token, target: target, leased: leased))
            return
        }
        // Two hops between threads would cost more than the work.
        switch RenderPool.request(leased, target, wall) {
        case .success(let request):
            flights[token] = Flight(target: target, leased: leased, startedAt: now)
            transport.start(request, token: TransferToken(token.value))
        case .failure(let failure):
            flights[token] = Flight(target: target, leased: leased)
            // Not here: its end starts the next one, which may fail as well.
            inbox.post(.rendered([RenderedAttempt(token: token, result: .failure(failure))]))
        }
    }

    /// Its request is made: send it.
    func send(_ rendered: RenderedAttempt, _ now: Timestamp) {
        guard shutdown == nil else {
            return end(
                rendered.token,
                AttemptReport(.notSent, Outcome(.retry, .shuttingDown), startedAt: now), now)
        }
        switch rendered.result {
        case .success(.lookup(let lookup)): lookUp(lookup, for: rendered.token, now)
        case .success(.message(let request)):
            flights[rendered.token]?.startedAt = now
            if let thread = rendered.thread { flights[rendered.token]?.thread = thread }
            if let known = rendered.candidate { flights[rendered.token]?.candidate = known }
            transport.start(request, token: TransferToken(rendered.token.value))
        case .failure(let failure) where failure.isPassing:
            notePostponed(rendered.token, failure.reason, now)
            end(
                rendered.token,
                AttemptReport(.postponed, Outcome(.retry, failure.reason), startedAt: wall), now)
        case .failure(let failure):
            end(
                rendered.token,
                AttemptReport(.unsendable, Outcome(.dead, failure.reason), startedAt: now), now)
        }
    }

    /// No attempt tells of it; all deliveries of a target may meet the same at once.
    private func notePostponed(_ token: AttemptToken, _ reason: Reason, _ now: Timestamp) {
        guard now >= nextPostponedWarning else { return }
        nextPostponedWarning = now + Limits.postponedWait
        around.logger.warning(
            "a request cannot be made now; trying again",
            metadata: [
                "target": "\(flights[token]?.leased.delivery.target ?? "")",
                "reason": "\(reason.code)", "message": "\(reason.message)",
            ])
    }

    func complete(_ completion: TransferCompletion, _ now: Timestamp) {
        if !tokenRequests.isEmpty, completeToken(completion, now) { return }
        if !lookups.isEmpty, completeLookup(completion, now) { return }
        let token = AttemptToken(completion.token.value)
        guard let flight = flights[token], let startedAt = flight.startedAt else {
            preconditionFailure("a transfer ended that was not on its way")
        }
        if flight.access != nil, isRefreshed(token, completion.result, now) { return }
        if flight.candidate != nil, isAskedAnew(token, completion.result, now) { return }
        let report = report(of: completion.result, flight, startedAt: startedAt, now)
        end(token, report, now)
    }

    func end(_ token: AttemptToken, _ report: AttemptReport, _ now: Timestamp) {
        var report = report
        report.lookup = leave(token, isWell: report.isWell, now)?.lookup ?? []
        tell(.finished(token, report), now)
    }

    /// It is not on its way any more. `isWell`: the target, where it shows.
    @discardableResult
    func leave(_ token: AttemptToken, isWell: Bool?, _ now: Timestamp) -> Flight? {
        guard let flight = flights.removeValue(forKey: token) else { return nil }
        flight.target.gate.noteEnd(isWell: isWell, at: now)
        around.instruments.inFlight.add(-1)
        return flight
    }

    /// Before the next message of the run is made: its lane waits for this attempt's end.
    private func note(
        _ thread: RenderedAttempt.Thread, _ outcome: Outcome, _ result: TransferResult,
        _ flight: Flight
    ) {
        let known = around.renderers.messageThreads
        if thread.isReply {
            if outcome.reason.code == TargetReason.slackThreadGone.rawValue {
                known.note(thread.key, nil)
            }
        } else if outcome.class == .delivered,
            let message = flight.target.target.threadMessage(in: result)
        {
            known.note(thread.key, message)
            newThreads[flight.leased.delivery.id] = ThreadMark(key: thread.key, message: message)
        }
    }

    private func report(
        of result: TransferResult, _ flight: Flight, startedAt: Timestamp, _ now: Timestamp
    ) -> AttemptReport {
        let outcome = flight.target.target.outcome(of: result, now: now)
        if let known = flight.candidate,
            outcome.reason.code == TargetReason.targetCandidateUnknown.code
        {
            around.renderers.candidates.forget(known)
        }
        if let thread = flight.thread { note(thread, outcome, result, flight) }
        var snippet = ""
        var status: Int?
        let timings: TransferTimings
        let ending: AttemptReport.Ending
        switch result {
        case .success(let response):
            ending = .answered
            status = response.status
            timings = response.timings
            // A first attempt that succeeds has no row to keep it in.
            if outcome.class != .delivered {
                snippet = flight.target.target.snippet(
                    of: response, hiding: flight.access)
            }
        case .failure(let failure):
            timings = failure.timings
            ending =
                failure.isTimeout ? .timedOut : failure.kind == .cancelled ? .abandoned : .failed
        }
        let took = timings.totalMicroseconds
        let microseconds = took > 0 ? took : max(0, (now - startedAt).count) * 1000
        if ending != .abandoned {
            flight.target.instruments.noteAttempt(outcome.class, microseconds: microseconds)
        }
        // The start as people read it: by the clock.
        return AttemptReport(
            ending, outcome, startedAt: startedAt + (wall - now),
            tookMilliseconds: microseconds / 1000, status: status, snippet: snippet)
    }
}

extension AttemptReport {
    /// Whether the target works; nil: the attempt does not say.
    fileprivate var isWell: Bool? {
        switch ending {
        case .answered: outcome.class == .delivered || outcome.class == .dead
        case .timedOut, .failed: false
        case .calledOff: true
        case .unsendable, .notSent, .postponed, .abandoned: nil
        }
    }
}
