import Dispatching
import Model
import Targets

/// Access tokens: each target's are asked for through the shard's own transport, so that nothing
/// waits but the attempts that need one.
extension Shard {
    /// A request for a token, on its way.
    struct TokenRequest {
        let target: TargetRuntime
        let client: OAuthClient
        let startedAt: Timestamp
    }

    /// Dispatchers count attempts from below.
    private static let firstTokenRequest: UInt64 = 1 << 62

    /// Has the attempt rendered with a token, now or when there is one.
    func renderWithToken(_ attempt: AttemptToken, _ client: OAuthClient, _ now: Timestamp) {
        guard let flight = flights[attempt] else { return }
        let id = ObjectIdentifier(client)
        let (token, asks) = tokens[id, default: TokenKeeper()].want(attempt, now)
        if asks { ask(client, flight.target, now) }
        if let token { render(attempt, token) }
    }

    private func ask(_ client: OAuthClient, _ target: TargetRuntime, _ now: Timestamp) {
        tokenRequestCount += 1
        let transfer = TransferToken(Self.firstTokenRequest + tokenRequestCount)
        tokenRequests[transfer] = TokenRequest(target: target, client: client, startedAt: now)
        transport.start(client.request(target.target.connection), token: transfer)
    }

    private func render(_ attempt: AttemptToken, _ token: AccessToken) {
        flights[attempt]?.access = token
        guard let flight = flights[attempt] else { return }
        toRender.append(
            RenderJob(token: attempt, target: flight.target, leased: flight.leased, access: token))
    }

    /// True: it was a token's request that ended.
    func completeToken(_ completion: TransferCompletion, _ now: Timestamp) -> Bool {
        guard let request = tokenRequests.removeValue(forKey: completion.token) else {
            return false
        }
        let id = ObjectIdentifier(request.client)
        switch request.client.token(in: completion.result, now: now) {
        case .success(let token):
            for attempt in tokens[id]?.got(token) ?? [] {
                render(attempt, token)
            }
        case .failure(let failure):
            for attempt in tokens[id]?.failed(now) ?? [] {
                end(attempt, report(failure, completion.result, request, now), now)
            }
        }
        if tokens[id]?.isIdle == true, !isInUse(request.client) { tokens[id] = nil }
        return true
    }

    /// Whether the target as it is configured now has this client.
    private func isInUse(_ client: OAuthClient) -> Bool {
        targets.values.contains { $0.target.oauth === client }
    }

    /// Clients of settings that are gone.
    func dropTokens() {
        guard !tokens.isEmpty else { return }
        let used = Set(targets.values.compactMap { $0.target.oauth.map { ObjectIdentifier($0) } })
        tokens = tokens.filter { used.contains($0.key) || !$0.value.isIdle }
    }

    private func report(
        _ failure: TokenFailure, _ result: TransferResult, _ request: TokenRequest,
        _ now: Timestamp
    ) -> AttemptReport {
        let ending: AttemptReport.Ending
        switch result {
        case .success: ending = .answered
        case .failure(let failure) where failure.kind == .cancelled:
            return AttemptReport(.notSent, Outcome(.retry, .shuttingDown), startedAt: now)
        case .failure(let failure): ending = failure.isTimeout ? .timedOut : .failed
        }
        let took = max(0, (now - request.startedAt).count)
        request.target.instruments.noteAttempt(failure.outcome.class, microseconds: took * 1000)
        return AttemptReport(
            ending, failure.outcome, startedAt: request.startedAt + (wall - now),
            tookMilliseconds: took, status: failure.status, snippet: failure.snippet)
    }

    /// The target refuses a token before its time: once, the attempt is made again with a new one.
    func isRefreshed(_ token: AttemptToken, _ result: TransferResult, _ now: Timestamp) -> Bool {
        guard case .success(let response) = result, response.status == 401,
            let flight = flights[token], let access = flight.access, !flight.hasRefreshed,
            let client = flight.target.target.oauth, shutdown == nil
        else { return false }
        tokens[ObjectIdentifier(client)]?.refused(access)
        flights[token]?.hasRefreshed = true
        flights[token]?.startedAt = nil
        renderWithToken(token, client, now)
        return true
    }

    func cancelTokenRequests() {
        for transfer in tokenRequests.keys { transport.cancel(transfer) }
    }
}
