package import Logging
package import Model
package import Store
import Verification

/// The way of a request from its head to its answer (design section 3), without any server.
///
/// A server asks `admit` when the head has come, reads the body within the limit it is told, asks
/// `prepare`, appends to `store`, and sends what `answer` says. Nothing of it blocks. Usable from
/// any thread; one per listener.
package struct IngressPipeline: Sendable {
    let snapshot: @Sendable () -> IngressSnapshot
    package let store: any Store
    package let clock: any Clock
    package let gate: IngressGate
    package let limits: IngressLimits
    package let bodies: BodyBudget
    let isReady: @Sendable () -> Bool
    let overload: @Sendable () -> Refusal?
    let proxies: ProxyTrust
    let instruments: IngressInstruments
    let report: IngressReport
    let seen = SeenSignatures()

    /// `snapshot` is asked once per request and must be quick. `isReady` says whether this node's
    /// own parts work; for `/readyz`. `overload` says why no new event can be taken now, if so; it
    /// is asked once per request, too.
    package init(
        snapshot: @escaping @Sendable () -> IngressSnapshot, store: any Store, clock: any Clock,
        meter: any Meter, gate: IngressGate, limits: IngressLimits = IngressLimits(),
        isReady: @escaping @Sendable () -> Bool = { true },
        overload: @escaping @Sendable () -> Refusal? = { nil },
        proxies: ProxyTrust = ProxyTrust(), logger: Logger
    ) {
        self.snapshot = snapshot
        self.store = store
        self.clock = clock
        self.gate = gate
        self.limits = limits
        self.isReady = isReady
        self.overload = overload
        self.proxies = proxies
        bodies = BodyBudget(bytesMax: limits.bodiesInFlightBytesMax)
        instruments = IngressInstruments(meter)
        report = IngressReport(logger)
    }

    package enum Admission: Sendable {
        /// That is all: the body need not be read.
        case answer(IngressAnswer)
        case read(AdmittedRequest)
    }

    /// Everything that can be decided without the body: schemes that do not sign it are verified
    /// here, before a stranger's first byte is kept.
    package func admit(_ request: IngressRequest) -> Admission {
        let path = IngressPath(request.path)
        let bytes = request.headers.weight + request.path.utf8.count + request.query.utf8.count
        guard bytes <= limits.headerBytesMax,
            request.headers.fields.count <= limits.headerFieldsMax
        else { return .answer(refuse(.headersTooLarge)) }
        guard request.hasPlainFraming else { return .answer(refuse(.unsupportedTransferCoding)) }
        switch path {
        case .health: return .answer(probe(request, isFine: true))
        case .readiness: return .answer(probe(request, isFine: isReady() && gate.isAccepting))
        case .other: return .answer(refuse(.notFound))
        case .source(let name, let token):
            let admission = admit(request, source: name, token: token)
            if case .answer(let answer) = admission { note(answer, request, source: name) }
            return admission
        }
    }

    /// A connection that ended before it was secure: no certificate that is wanted, another
    /// version, no TLS at all.
    package func noHandshake(_ reason: String) {
        instruments.handshakesFailed.add()
        report.noHandshake(reason)
    }

    /// Counts and words a refusal that a server found while reading.
    package func refuse(
        _ refusal: Refusal, source: String? = nil, detail: String? = nil
    ) -> IngressAnswer {
        instruments.count(refusal)
        report.refused(refusal, source: source)
        return refusal.answer(detail: detail)
    }

    private func probe(_ request: IngressRequest, isFine: Bool) -> IngressAnswer {
        guard request.method == "GET" || request.method == "HEAD" else {
            var answer = refuse(.methodNotAllowed)
            answer.headers.append(.init("allow", "GET, HEAD"))
            return answer
        }
        return IngressAnswer(status: isFine ? 200 : 503)
    }

    private func admit(_ request: IngressRequest, source name: String, token: String?) -> Admission
    {
        let snapshot = snapshot()
        guard let endpoint = snapshot.endpoints[name],
            token == nil || endpoint.verifier.takesPathToken
        else { return .answer(refuse(.unknownSource)) }
        if let answer = turnedAway(request, endpoint) { return .answer(answer) }
        if request.method != "POST", endpoint.source.enabled,
            let answer = handshake(request, endpoint, pathToken: token)
        {
            return .answer(answer)
        }
        guard endpoint.source.methods.contains(request.method) else {
            var answer = refuse(.methodNotAllowed, source: name)
            answer.headers.append(.init("allow", endpoint.methods))
            return .answer(answer)
        }
        if !endpoint.source.enabled { return .answer(refuse(.sourceDisabled, source: name)) }
        guard gate.isAccepting else { return .answer(refuse(.shuttingDown, source: name)) }
        if let refusal = overload() { return .answer(refuse(refusal, source: name)) }
        guard request.contentLength ?? 0 <= endpoint.source.bodyBytesMax else {
            return .answer(refuse(.bodyTooLarge, source: name))
        }
        guard Self.hops(request.headers) < Limits.hopsMax else {
            return .answer(refuse(.tooManyHops, source: name))
        }
        let now = clock.now
        let admitted = AdmittedRequest(
            snapshot: snapshot, endpoint: endpoint, request: request, pathToken: token,
            startedAt: now)
        // A secret that is still to come lets nothing in but the handshake that brings it.
        if !endpoint.verifier.readsBody, endpoint.paired == nil {
            var proof: [UInt8]?
            if let refusal = verify(admitted, body: [], now: now, proof: &proof) {
                return .answer(refusal)
            }
        }
        return .read(admitted)
    }

    /// Nil: it comes from who it should.
    ///
    /// `proof`: see `Verifier.verify`.
    func verify(
        _ admitted: AdmittedRequest, body: [UInt8], now: Timestamp, proof: inout [UInt8]?
    ) -> IngressAnswer? {
        let request = VerifiableRequest(
            method: admitted.request.method, pathToken: admitted.pathToken,
            query: admitted.request.query, headers: admitted.request.headers, body: body)
        guard let verifier = admitted.endpoint.currentVerifier else {
            return refuse(.wrongCredentials, source: admitted.source)
        }
        switch verifier.verify(request, now: now, proof: &proof) {
        case .ok(let index):
            guard admitted.endpoint.use(secret: index, now: now) else {
                return refuse(.expiredSecret, source: admitted.source)
            }
            forgive(admitted)
            return nil
        case .refused(let reason):
            var answer = refuse(Refusal(reason), source: admitted.source)
            if let challenge = admitted.endpoint.verifier.challenge {
                answer.headers.append(.init("www-authenticate", challenge))
            }
            return answer
        }
    }

    /// How many relays the request passed through. Text that is no number counts as none: it does
    /// not come from one of us.
    private static func hops(_ headers: HeaderList) -> Int {
        headers.values("signalbox-hops").compactMap { Int($0) }.max() ?? 0
    }
}

/// A request whose head was fine. It keeps the configuration it began with. One object: it goes
/// through many hands.
package final class AdmittedRequest: Sendable {
    let snapshot: IngressSnapshot
    let endpoint: SourceEndpoint
    let request: IngressRequest
    let pathToken: String?
    /// When its head had come.
    package let startedAt: Timestamp

    init(
        snapshot: IngressSnapshot, endpoint: SourceEndpoint, request: IngressRequest,
        pathToken: String?, startedAt: Timestamp
    ) {
        self.snapshot = snapshot
        self.endpoint = endpoint
        self.request = request
        self.pathToken = pathToken
        self.startedAt = startedAt
    }

    package var source: String { endpoint.source.name }
    /// Reading stops here with `Refusal.bodyTooLarge`.
    package var bodyBytesMax: Int { endpoint.source.bodyBytesMax }
    package var contentLength: Int? { request.contentLength }
}
