import Model

extension AdminAPI {
    /// How each source does, counted since the node started.
    func sources(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let (sources, now) = (try runningNode("the count of sources").sources(), clock.now)
        return AdminResponse { json in
            json.key("sources")
            json.array { json in for source in sources { json.source(source, now: now) } }
        }
    }

    /// What was refused lately: of one source, or of all.
    func rejected(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        let parameters = try Parameters(request.query, known: ["source", "limit"], now: clock.now)
        let limit = try parameters.limit()
        let node = try runningNode("the list of what was refused")
        var found: [RejectionReport] = []
        if let name = try parameters.text("source") {
            guard let rejections = node.rejections(of: name) else {
                throw AdminProblem(404, .unknownSource, "no source is called '\(name.prefix(64))'")
            }
            found = rejections
        } else {
            found = node.sources().flatMap { node.rejections(of: $0.name) ?? [] }
                .sorted { $0.time > $1.time }
        }
        return AdminResponse { json in
            json.key("rejected")
            json.array { json in
                for rejection in found.prefix(limit) { json.rejection(rejection) }
            }
        }
    }

    private func runningNode(_ what: String) throws(AdminProblem) -> any NodeControl {
        guard let node else {
            throw AdminProblem(409, .nodeNeeded, "\(what) is kept by the running node only")
        }
        return node
    }

    /// Lets the next handshake of a source set its secret, for ten minutes.
    func pair(_ request: AdminRequest, _ name: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        _ = try Instructions(request.body, known: [])
        guard let node else {
            throw AdminProblem(
                409, .nodeNeeded, "pairing needs the running node: it receives the handshake")
        }
        do throws(NodeControlError) {
            let until = try node.pair(source: name, by: request.caller)
            return AdminResponse { json in
                json.member("source", name)
                json.member("until", until.description)
            }
        } catch {
            throw switch error {
            case .unknownSource:
                AdminProblem(
                    404, .unknownSource,
                    "no source '\(name.prefix(64))' waits for a secret: `paired: true` makes one")
            case .unknownTarget, .unavailable, .refused: problem(error, target: name)
            }
        }
    }
}

extension JSONWriter {
    mutating func source(_ source: SourceReport, now: Timestamp) {
        object { json in
            json.member("name", source.name)
            if let preset = source.preset { json.member("preset", preset) }
            json.member("scheme", source.scheme)
            json.member("enabled", source.isEnabled)
            json.member("since", source.since.description)
            json.member("accepted", source.accepted)
            json.member("duplicates", source.duplicates)
            json.member("refused", source.refused)
            if let ratio = source.refusalRatio {
                json.key("refusal_ratio")
                json.raw("\((ratio * 10_000).rounded() / 10_000)")
            }
            json.moment("last_event_at", source.lastEventAt)
            if let last = source.lastEventAt {
                json.member("last_event_age_ms", max(0, (now - last).count))
            }
            if let span = source.expectEvery { json.member("expect_every_ms", span.count) }
            json.moment("silent_since", source.silentSince)
            json.member("pairing", source.pairing)
            json.moment("pairing_until", source.pairingUntil)
            json.key("secrets")
            json.array { json in
                for secret in source.secrets {
                    json.object { json in
                        json.member("name", secret.name)
                        json.moment("not_after", secret.notAfter)
                        json.member("uses", secret.uses)
                        json.moment("last_used_at", secret.lastUsedAt)
                    }
                }
            }
        }
    }

    mutating func rejection(_ rejection: RejectionReport) {
        object { json in
            json.member("time", rejection.time.description)
            json.member("source", rejection.source)
            json.member("code", rejection.code)
            json.member("status", rejection.status)
            if let address = rejection.address { json.member("address", address) }
            json.member("method", rejection.method)
            json.key("headers")
            json.array { json in for name in rejection.headers { json.string(name) } }
            json.member("body_bytes", rejection.bodyBytes)
            if let shape = rejection.shape { json.member("shape", shape) }
            json.member("count", rejection.count)
        }
    }
}
