package import Metrics
import Model

/// Gives libraries that use swift-metrics a place in our registry, so that one scrape shows both.
///
/// Names are made to fit Prometheus (`http.server.x` → `http_server_x`); counters end in `_total`,
/// timers are histograms in `_seconds`, recorders are a sum and a count. A library that reuses a
/// name for another kind gets instruments that nobody prints: its mistake must not stop the
/// gateway. Pass it to `MetricsSystem.bootstrap` once, at start.
package struct MetricsBridge: MetricsFactory {
    private let registry: MetricsRegistry

    package init(_ registry: MetricsRegistry) { self.registry = registry }

    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        let name = Self.name(label, suffix: "_total")
        guard
            case .counter(let counter)? = instrument(
                name, .counter, label, dimensions, { .counter(Model.Counter()) })
        else { return CounterBridge(counter: Model.Counter()) }
        return CounterBridge(counter: counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        GaugeBridge(gauge: floatGauge(label, dimensions))
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return GaugeBridge(gauge: floatGauge(label, dimensions)) }
        guard
            case .summary(let summary)? = instrument(
                MetricName.fitted(label), .summary, label, dimensions, { .summary(Summary()) })
        else { return SummaryBridge(summary: Summary()) }
        return SummaryBridge(summary: summary)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = Self.name(label, suffix: "_seconds")
        guard
            case .histogram(let histogram)? = instrument(
                name, .histogram, label, dimensions, { .histogram(Model.Histogram()) })
        else { return TimerBridge(histogram: Model.Histogram()) }
        return TimerBridge(histogram: histogram)
    }

    // Instruments are few and stay: a scrape must not lose what was counted.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func floatGauge(_ label: String, _ dimensions: [(String, String)]) -> FloatGauge {
        guard
            case .float(let gauge)? = instrument(
                MetricName.fitted(label), .gauge, label, dimensions, { .float(FloatGauge()) })
        else { return FloatGauge() }
        return gauge
    }

    private func instrument(
        _ name: String, _ kind: MetricKind, _ label: String, _ dimensions: [(String, String)],
        _ make: () -> MetricInstrument
    ) -> MetricInstrument? {
        registry.instrument(
            name, kind, "\(label), from a library.",
            dimensions.map { (MetricName.fittedLabel($0.0), $0.1) }, make)
    }

    private static func name(_ label: String, suffix: String) -> String {
        let fitted = MetricName.fitted(label)
        return fitted.hasSuffix(suffix) ? fitted : fitted + suffix
    }
}

private final class CounterBridge: CounterHandler {
    private let counter: Model.Counter

    init(counter: Model.Counter) { self.counter = counter }

    func increment(by amount: Int64) { counter.add(UInt64(clamping: amount)) }
    // A Prometheus counter never goes back.
    func reset() {}
}

private final class GaugeBridge: MeterHandler, RecorderHandler {
    private let gauge: FloatGauge

    init(gauge: FloatGauge) { self.gauge = gauge }

    func set(_ value: Int64) { gauge.set(Double(value)) }
    func set(_ value: Double) { gauge.set(value) }
    func increment(by amount: Double) { gauge.add(amount) }
    func decrement(by amount: Double) { gauge.add(-amount) }
    func record(_ value: Int64) { gauge.set(Double(value)) }
    func record(_ value: Double) { gauge.set(value) }
}

private final class SummaryBridge: RecorderHandler {
    private let summary: Summary

    init(summary: Summary) { self.summary = summary }

    func record(_ value: Int64) { summary.observe(Double(value)) }
    func record(_ value: Double) { summary.observe(value) }
}

private final class TimerBridge: TimerHandler {
    private let histogram: Model.Histogram

    init(histogram: Model.Histogram) { self.histogram = histogram }

    func recordNanoseconds(_ duration: Int64) {
        histogram.observe(microseconds: duration / 1000)
    }
}
