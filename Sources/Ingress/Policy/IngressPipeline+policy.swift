import Model
import Verification

/// What a source may do, and what is remembered of requests that were refused.
extension IngressPipeline {
    /// Before anything is read: addresses that may not send, or failed too often. Nil: go on.
    func turnedAway(_ request: IngressRequest, _ endpoint: SourceEndpoint) -> IngressAnswer? {
        let allowed = endpoint.source.policy.allowFrom
        let failures = endpoint.ledger.failures
        guard !allowed.isEmpty || !failures.isEmpty else { return nil }
        let client = proxies.client(of: request)
        if !allowed.isEmpty {
            guard let client, allowed.contains(where: { $0.contains(client) }) else {
                return refuse(.addressNotAllowed, source: endpoint.source.name)
            }
        }
        let now = clock.now
        guard failures.isShutting(now: now), let client,
            let wait = failures.wait(of: client, now: now)
        else { return nil }
        return refuse(.tooManyFailures, endpoint, wait)
    }

    /// Of a verified request: nil when the source may send it now.
    func paced(_ admitted: AdmittedRequest, now: Timestamp) -> IngressAnswer? {
        guard let rate = admitted.endpoint.source.policy.rate,
            let wait = admitted.endpoint.ledger.bucket.take(rate, now: now)
        else { return nil }
        return refuse(.rateLimited, admitted.endpoint, wait)
    }

    private func refuse(
        _ refusal: Refusal, _ endpoint: SourceEndpoint, _ wait: Milliseconds
    ) -> IngressAnswer {
        var answer = refuse(refusal, source: endpoint.source.name)
        answer.headers.append(.init("retry-after", String(max(1, (wait.count + 999) / 1000))))
        return answer
    }

    /// A right request came from where wrong ones did.
    func forgive(_ admitted: AdmittedRequest) {
        let failures = admitted.endpoint.ledger.failures
        guard !failures.isEmpty, let client = proxies.client(of: admitted.request) else { return }
        failures.forgive(client, now: clock.now)
    }

    /// Words and notes a refusal that a server found while reading, or that came of storing.
    package func refuse(_ refusal: Refusal, _ admitted: AdmittedRequest) -> IngressAnswer {
        let answer = refuse(refusal, source: admitted.source)
        note(answer, admitted, body: [])
        return answer
    }

    func note(_ answer: IngressAnswer, _ admitted: AdmittedRequest, body: [UInt8]) {
        guard let refusal = answer.refusal else { return }
        note(refusal, admitted.request, admitted.endpoint, body: body)
    }

    func note(_ answer: IngressAnswer, _ request: IngressRequest, source: String) {
        guard let refusal = answer.refusal, let endpoint = snapshot().endpoints[source] else {
            return
        }
        note(refusal, request, endpoint, body: [])
    }

    private func note(
        _ refusal: Refusal, _ request: IngressRequest, _ endpoint: SourceEndpoint, body: [UInt8]
    ) {
        let ledger = endpoint.ledger
        ledger.refused.add()
        // One stranger who goes on and on would push everything else out of the list.
        guard refusal != .tooManyFailures else { return }
        let (client, now) = (proxies.client(of: request), clock.now)
        switch refusal {
        case .missingCredentials, .wrongCredentials, .malformedSignature:
            guard let client, !proxies.mayBeUntoldProxy(client) else { break }
            ledger.failures.count(client, endpoint.source.policy.failures, now: now)
        default: break
        }
        let names = request.headers.fields.prefix(Rejection.headersMax).map {
            BodyShape.cut($0.name, Rejection.nameBytesMax)
        }
        let rejection = Rejection(
            time: now, refusal: refusal, method: BodyShape.cut(request.method, 16),
            address: client, headers: names, bodyBytes: body.count)
        ledger.rejections.add(rejection) { BodyShape.text(body) }
    }
}
