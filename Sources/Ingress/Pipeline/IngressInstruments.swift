import Model

/// Counters that no configuration changes; resolved once.
struct IngressInstruments: Sendable {
    private let rejected: [Refusal: Counter]
    let handshakesFailed: Counter

    init(_ meter: any Meter) {
        rejected = Dictionary(
            uniqueKeysWithValues: Refusal.allCases.map { refusal in
                (
                    refusal,
                    meter.counter(
                        "signalbox_requests_rejected_total",
                        help: "Requests that were not taken, by reason.",
                        [("reason", refusal.rawValue)])
                )
            })
        handshakesFailed = meter.counter(
            "signalbox_tls_handshakes_failed_total",
            help: "Connections that ended before they were secure.", [])
    }

    func count(_ refusal: Refusal) { rejected[refusal]?.add() }
}
