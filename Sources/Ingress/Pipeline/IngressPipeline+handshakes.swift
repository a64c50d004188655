import Model
import Verification

/// Requests by which vendors ask whether we are there: answered, never stored, never routed.
extension IngressPipeline {
    /// When the body matters.
    enum HandshakeStage {
        /// Before the request is verified: handshakes that need no proof, or one of their own.
        case unverified
        /// After it was, without a look into the body.
        case verified
        /// After the body was read.
        case read(JSONView)
    }

    /// Of a method that events do not come by; nil when it is no handshake.
    func handshake(
        _ request: IngressRequest, _ endpoint: SourceEndpoint, pathToken: String?
    ) -> IngressAnswer? {
        let parts = MessageParts(headers: request.headers, query: request.query, body: nil)
        let found = endpoint.handshakes.first {
            $0.handshake.matches(method: request.method, parts, bodyIsEmpty: true)
        }
        guard let found else { return nil }
        let verifiable = VerifiableRequest(
            method: request.method, pathToken: pathToken, query: request.query,
            headers: request.headers)
        // An address with a secret in it is none without, whoever asks.
        if endpoint.verifier.takesPathToken, !endpoint.verifier.readsBody,
            let refused = refusal(of: endpoint, verifiable)
        {
            return refused
        }
        return answer(found, endpoint, verifiable, parts)
    }

    /// Of a POST; nil when it is no handshake.
    func handshake(
        _ admitted: AdmittedRequest, body: [UInt8], _ stage: HandshakeStage
    ) -> IngressAnswer? {
        let endpoint = admitted.endpoint
        guard !endpoint.handshakes.isEmpty else { return nil }
        let request = admitted.request
        var parts = MessageParts(headers: request.headers, query: request.query, body: nil)
        let candidates = endpoint.handshakes.filter { entry in
            switch stage {
            case .unverified: entry.handshake.proof != .event
            case .verified: entry.handshake.proof == .event && !entry.handshake.readsBody
            case .read: entry.handshake.proof == .event && entry.handshake.readsBody
            }
        }
        switch stage {
        case .read(let root): parts.body = root
        case .verified: break
        case .unverified:
            if candidates.contains(where: { $0.handshake.readsBody }) {
                parts.body = (try? JSONDocument(body))?.root
            }
        }
        let found = candidates.first {
            $0.handshake.matches(method: request.method, parts, bodyIsEmpty: body.isEmpty)
        }
        guard let found else { return nil }
        // The answer may quote the body also where the handshake is known without it.
        if parts.body == nil { parts.body = (try? JSONDocument(body))?.root }
        let verifiable = VerifiableRequest(
            method: request.method, pathToken: admitted.pathToken, query: request.query,
            headers: request.headers, body: body)
        return answer(found, endpoint, verifiable, parts, isVerified: true)
    }

    private func answer(
        _ entry: SourceEndpoint.HandshakeEntry, _ endpoint: SourceEndpoint,
        _ request: VerifiableRequest, _ parts: MessageParts, isVerified: Bool = false
    ) -> IngressAnswer {
        let source = endpoint.source.name
        switch entry.handshake.proof {
        case .none: break
        case .event:
            if !isVerified, let refused = refusal(of: endpoint, request) { return refused }
        case .token:
            guard let verifier = entry.tokenVerifier else {
                return refuse(.missingCredentials, source: source)
            }
            if case .refused(let reason) = verifier.verify(request, now: clock.now) {
                return refuse(Refusal(reason), source: source)
            }
        }
        if let place = entry.handshake.stores {
            guard let text = EventReader.text(place, parts), let pairing = endpoint.pairing,
                pairing.take(text, of: source, now: clock.now)
            else { return refuse(.pairingClosed, source: source) }
            report.paired(source: source)
        }
        guard let answer = fill(entry.handshake.answer, endpoint, parts) else {
            return refuse(.invalidHandshake, source: source)
        }
        endpoint.handshaken.add()
        return answer
    }

    private func refusal(
        of endpoint: SourceEndpoint, _ request: VerifiableRequest
    ) -> IngressAnswer? {
        guard let verifier = endpoint.currentVerifier else {
            return refuse(.wrongCredentials, source: endpoint.source.name)
        }
        guard case .refused(let reason) = verifier.verify(request, now: clock.now) else {
            return nil
        }
        return refuse(Refusal(reason), source: endpoint.source.name)
    }

    private func fill(
        _ template: Handshake.Answer, _ endpoint: SourceEndpoint, _ parts: MessageParts
    ) -> IngressAnswer? {
        let secret =
            endpoint.pairing?.secret(endpoint.source.name)
            ?? endpoint.source.verifier.secrets.first
        // What was asked comes back: no browser may take it for a page.
        var headers = [IngressAnswer.Header("x-content-type-options", "nosniff")]
        for header in template.headers {
            guard let value = header.value.fill(parts, secret: secret),
                value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { return nil }
            headers.append(.init(header.name, value))
        }
        var body: [UInt8] = []
        switch template.body {
        case .none: break
        case .text(let text):
            guard let text = text.fill(parts, secret: secret) else { return nil }
            headers.append(.init("content-type", "text/plain; charset=utf-8"))
            body = Array(text.utf8)
        case .json(let members):
            var values: [(String, String?, JSONNumber?)] = []
            for member in members {
                switch member.value {
                case .text(let text):
                    guard let text = text.fill(parts, secret: secret) else { return nil }
                    values.append((member.name, text, nil))
                case .number(let number): values.append((member.name, nil, number))
                }
            }
            var json = JSONWriter()
            json.object { json in
                for (name, text, number) in values {
                    json.key(name)
                    if let text { json.string(text) }
                    if let number { json.raw(number.text) }
                }
            }
            headers.append(.init("content-type", "application/json"))
            body = json.bytes
        }
        return IngressAnswer(status: template.status, headers: headers, body: body)
    }
}
