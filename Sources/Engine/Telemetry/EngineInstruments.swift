import Model

/// The engine's own instruments.
struct EngineInstruments: Sendable {
    let inFlight: Gauge
    let windowDeliveries: Gauge
    let recordFailures: Counter
    let recordsRefused: Counter
    let buryings: Gauge

    init(meter: any Meter) {
        inFlight = meter.gauge(
            "signalbox_in_flight", help: "Requests to targets on their way.", [])
        windowDeliveries = meter.gauge(
            "signalbox_window_deliveries", help: "Deliveries in memory.", [])
        recordFailures = meter.counter(
            "signalbox_record_failures_total",
            help: "Times the store could not take outcomes; they are kept and tried again.", [])
        recordsRefused = meter.counter(
            "signalbox_records_refused_total",
            help: "Outcomes that came too late: the delivery was not leased to this node any more.",
            [])
        buryings = meter.gauge(
            "signalbox_buryings", help: "Deliveries whose dead-letter line is still to be written.",
            [])
    }
}
