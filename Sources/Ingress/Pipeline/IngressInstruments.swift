import Model

/// Counters that no configuration changes; resolved once.
struct IngressInstruments: Sendable {
    private let rejected: [Refusal: Counter]

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
    }

    func count(_ refusal: Refusal) { rejected[refusal]?.add() }
}
