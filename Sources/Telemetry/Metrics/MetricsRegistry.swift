package import Model
import Synchronization

/// Keeps every instrument of the process and prints them for Prometheus.
///
/// The same name and labels always give the same instrument, whatever the order of the labels, so a
/// module may ask again instead of keeping it. Asking takes a lock; using an instrument does not.
/// A name has one kind for ever: asking for another traps, since it is a mistake in our own code.
/// Every method may be called from any thread.
package final class MetricsRegistry: Meter {
    private let families = Mutex<[String: MetricFamily]>([:])
    private let dropped = Counter()

    package init() {
        families.withLock {
            $0["signalbox_metric_series_dropped_total"] = MetricFamily(
                kind: .counter, help: "Series beyond the limit, not kept.",
                series: [.none: .counter(dropped)])
        }
    }

    package func counter(
        _ name: String, help: String, _ labels: [(String, String)]
    ) -> Counter {
        guard
            case .counter(let counter) = instrument(
                name, .counter, help, labels, { .counter(Counter()) })
        else { preconditionFailure("\(name) is no counter") }
        return counter
    }

    package func gauge(_ name: String, help: String, _ labels: [(String, String)]) -> Gauge {
        guard
            case .gauge(let gauge) = instrument(
                name, .gauge, help, labels, { .gauge(Gauge()) })
        else { preconditionFailure("\(name) is no plain gauge") }
        return gauge
    }

    package func histogram(
        _ name: String, help: String, _ labels: [(String, String)]
    ) -> Histogram {
        guard
            case .histogram(let histogram) = instrument(
                name, .histogram, help, labels, { .histogram(Histogram()) })
        else { preconditionFailure("\(name) is no histogram") }
        return histogram
    }

    /// A gauge whose value is computed when it is read: `read` is called at each scrape, on the
    /// scraping thread, and must be quick. Nil leaves the sample out. Asking again for the same
    /// name and labels replaces the closure.
    package func gauge(
        _ name: String, help: String, _ labels: [(String, String)] = [],
        read: @escaping @Sendable () -> Double?
    ) {
        replace(name, .gauge, help, labels, with: .computed(read))
    }

    /// A gauge whose series are known only when it is read, one per target for example. `read` is
    /// called like the other's; at most `Limits.seriesPerMetricMax` of its samples are printed.
    package func gauges(
        _ name: String, help: String, read: @escaping @Sendable () -> [MetricSample]
    ) {
        replace(name, .gauge, help, [], with: .collected(read))
    }

    /// The instrument, made if need be; a series beyond the limit gets one that nobody prints. Nil
    /// when the name has another kind.
    func instrument(
        _ name: String, _ kind: MetricKind, _ help: String, _ labels: [(String, String)],
        _ make: () -> MetricInstrument
    ) -> MetricInstrument? {
        let key = MetricLabels(labels)
        return families.withLock { families in
            guard var family = families[name] else {
                precondition(MetricName.isValid(name), "\(name) is no metric name")
                let made = make()
                families[name] = MetricFamily(kind: kind, help: help, series: [key: made])
                return made
            }
            guard family.kind == kind else { return nil }
            if let known = family.series[key] { return known }
            let made = make()
            guard family.series.count < Limits.seriesPerMetricMax else {
                dropped.add()
                return made
            }
            // One reference while it grows, so that the dictionary is not copied.
            families[name] = nil
            family.series[key] = made
            families[name] = family
            return made
        }
    }

    private func replace(
        _ name: String, _ kind: MetricKind, _ help: String, _ labels: [(String, String)],
        with instrument: MetricInstrument
    ) {
        precondition(MetricName.isValid(name), "\(name) is no metric name")
        families.withLock { families in
            var family =
                families.removeValue(forKey: name)
                ?? MetricFamily(kind: kind, help: help, series: [:])
            precondition(family.kind == kind, "\(name) has another kind")
            family.series[MetricLabels(labels)] = instrument
            families[name] = family
        }
    }

    /// All instruments as Prometheus text (see `PrometheusText`), metrics by name, series by
    /// labels.
    package func prometheusText() -> [UInt8] {
        // Closures are called outside the lock: they may ask for instruments themselves.
        let snapshot = families.withLock { $0 }
        var text = PrometheusText()
        for (name, family) in snapshot.sorted(by: { $0.key < $1.key }) {
            text.family(name, family)
        }
        return text.bytes
    }
}

/// One value of a gauge that is computed at each scrape.
package struct MetricSample: Sendable {
    package var labels: [(String, String)]
    package var value: Double

    package init(_ labels: [(String, String)], _ value: Double) {
        self.labels = labels
        self.value = value
    }
}
