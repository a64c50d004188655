package import Model
package import Routing
package import Verification

/// All that ingress takes from a configuration, made ready once. Immutable: a reload makes another,
/// and a request keeps the one it began with.
package final class IngressSnapshot: Sendable {
    package let routes: RouteTable
    package let configurationVersion: String
    /// Names of targets with `order_by: run`.
    package let orderedTargets: Set<String>
    let endpoints: [String: SourceEndpoint]

    /// Why a configuration cannot be taken.
    package struct SourceError: Error, Equatable, Sendable, CustomStringConvertible {
        package let source: String
        package let reason: VerificationError

        package var description: String { "source '\(source)': \(reason)" }
    }

    package init(
        sources: [String: Source], routes: RouteTable, configurationVersion: String,
        orderedTargets: Set<String>, pairing: Pairing? = nil,
        ledgers: SourceLedgers = SourceLedgers(), meter: any Meter
    ) throws(SourceError) {
        self.routes = routes
        self.configurationVersion = configurationVersion
        self.orderedTargets = orderedTargets
        var endpoints: [String: SourceEndpoint] = [:]
        for (name, source) in sources {
            do throws(VerificationError) {
                endpoints[name] = try SourceEndpoint(
                    source, pairing: pairing, ledger: ledgers.ledger(name, meter), meter: meter)
            } catch {
                throw SourceError(source: name, reason: error)
            }
        }
        self.endpoints = endpoints
    }

    private init(
        _ other: IngressSnapshot, _ routes: RouteTable, _ configurationVersion: String
    ) {
        self.routes = routes
        self.configurationVersion = configurationVersion
        orderedTargets = other.orderedTargets
        endpoints = other.endpoints
    }

    /// The same sources with other routes.
    package func with(routes: RouteTable, configurationVersion: String) -> IngressSnapshot {
        IngressSnapshot(self, routes, configurationVersion)
    }
}

/// One source with everything that is needed to take its requests.
final class SourceEndpoint: Sendable {
    let source: Source
    let verifier: Verifier
    let reader: EventReader
    /// Names of headers that are not stored.
    let droppedHeaders: HeaderNames
    /// The answer's body instead of ours, with its media type.
    let acknowledgement: (body: [UInt8], contentType: String)?
    let accepted: Counter
    let duplicates: Counter
    let handshaken: Counter
    let handshakes: [HandshakeEntry]
    let pairing: Pairing?
    /// Set when the secret comes by a handshake; `verifier` lets nobody in then.
    let paired: PairedVerifier?
    /// Its mapping has places for attributes of CloudEvents.
    let readsCloudEvents: Bool
    /// For `Allow`.
    let methods: String
    /// The signature must be looked up besides the deduplication key, which is not signed.
    let replayIsSeparate: Bool
    let ledger: SourceLedger
    /// In the order of `currentVerifier`'s secrets.
    let secretUses: [SecretUse]

    struct HandshakeEntry: Sendable {
        let handshake: Handshake
        /// For those that a token proves; nil without one: nothing is let in.
        let tokenVerifier: Verifier?
    }

    init(
        _ source: Source, pairing: Pairing?, ledger: SourceLedger, meter: any Meter
    ) throws(VerificationError) {
        self.source = source
        self.pairing = pairing
        self.ledger = ledger
        secretUses = SecretUse.all(of: source, meter)
        if source.isPaired {
            let locked = Secret((0..<2).map { _ in "\(UInt64.random(in: 1...(.max)))" }.joined())
            let secrets = source.verifier.secrets + (locked.map { [$0] } ?? [])
            verifier = try Verifier(source.verifier.with(secrets: secrets))
            paired = pairing.map { PairedVerifier(source, $0) }
        } else {
            verifier = try Verifier(source.verifier)
            paired = nil
        }
        var entries: [HandshakeEntry] = []
        for handshake in source.handshakes {
            entries.append(
                HandshakeEntry(
                    handshake: handshake,
                    tokenVerifier: try Self.tokenVerifier(handshake, source.handshakeToken)))
        }
        handshakes = entries
        replayIsSeparate =
            verifier.tolerance != nil && !source.mapping.dedupe.isEmpty
            && !source.verifier.signs(source.mapping.dedupe)
        reader = EventReader(source.mapping)
        readsCloudEvents = source.mapping.hasAttributes
        methods = source.methods.joined(separator: ", ")
        droppedHeaders = HeaderNames(verifier.credentialHeaders.union(Self.hopByHop))
        acknowledgement = source.acknowledgement.body.map { text in
            let bytes = Array(text.utf8)
            let isJSON = (try? JSONDocument(bytes)) != nil
            return (bytes, isJSON ? "application/json" : "text/plain; charset=utf-8")
        }
        accepted = meter.counter(
            "signalbox_events_accepted_total", help: "Events stored, by source.",
            [("source", source.name)])
        duplicates = meter.counter(
            "signalbox_events_duplicate_total",
            help: "Events that were stored before, by source.", [("source", source.name)])
        handshaken = meter.counter(
            "signalbox_handshakes_total", help: "Challenges and pings answered, by source.",
            [("source", source.name)])
    }

    /// The verifier with the secret that came by a handshake; nil as long as none did.
    var currentVerifier: Verifier? { paired.map(\.current) ?? verifier }

    private static func tokenVerifier(
        _ handshake: Handshake, _ token: Secret?
    ) throws(VerificationError) -> Verifier? {
        guard case .token(let place) = handshake.proof, let token else { return nil }
        switch place {
        case .header(let name): return try Verifier(.header(name: name, secrets: [token]))
        case .query(let name): return try Verifier(.query(name: name, secrets: [token]))
        case .body(let pointer): return try Verifier(.bodyToken(pointer, secrets: [token]))
        case .attribute, .constant: return nil
        }
    }

    /// RFC 9110 section 7.6.1, and what only describes this one transfer.
    private static let hopByHop: Set<String> = [
        "connection", "content-length", "expect", "keep-alive", "proxy-authenticate",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]
}
