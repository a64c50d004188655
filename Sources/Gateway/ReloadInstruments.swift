import Model

/// How reloads went, for metrics: an edit that nobody saw fail is not in force.
struct ReloadInstruments: Sendable {
    private let active: Counter
    private let refused: Counter
    private let isRefused: Gauge

    init(_ meter: any Meter) {
        func reloads(_ result: String) -> Counter {
            meter.counter(
                "signalbox_reloads_total", help: "Readings of the rules, by what came of them.",
                [("result", result)])
        }
        active = reloads("active")
        refused = reloads("refused")
        isRefused = meter.gauge(
            "signalbox_rules_refused",
            help: "1 while the rules on disk are not in force, since they were refused.", [])
    }

    func noteActive() {
        active.add()
        isRefused.set(0)
    }

    func noteRefused() {
        refused.add()
        isRefused.set(1)
    }
}
