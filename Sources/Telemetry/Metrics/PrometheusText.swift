import Model

/// Writes the Prometheus text format, version 0.0.4.
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
package struct PrometheusText {
    /// The `Content-Type` it is served with.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var bytes: [UInt8] = []

    mutating func family(_ name: String, _ family: MetricFamily) {
        line("# HELP " + name + " " + Self.escapedHelp(family.help))
        line("# TYPE " + name + " " + family.kind.rawValue)
        for (labels, instrument) in family.series.sorted(by: { $0.key < $1.key }) {
            series(name, labels.text, instrument)
        }
    }

    private mutating func series(_ name: String, _ labels: String, _ instrument: MetricInstrument) {
        switch instrument {
        case .counter(let counter): sample(name, labels, String(counter.value))
        case .gauge(let gauge): sample(name, labels, String(gauge.value))
        case .float(let gauge): sample(name, labels, Self.number(gauge.value))
        case .histogram(let histogram): self.histogram(name, labels, histogram)
        case .summary(let summary):
            sample(name + "_sum", labels, Self.number(summary.sum))
            sample(name + "_count", labels, String(summary.count))
        case .computed(let read):
            if let value = read() { sample(name, labels, Self.number(value)) }
        case .collected(let read):
            let samples = read().prefix(Limits.seriesPerMetricMax)
                .map { (MetricLabels($0.labels), $0.value) }
            for (labels, value) in samples.sorted(by: { $0.0 < $1.0 }) {
                sample(name, labels.text, Self.number(value))
            }
        }
    }

    /// Buckets are cumulated, bounds and sum are in seconds. The count is the last bucket's, so
    /// that the two agree while others observe.
    private mutating func histogram(_ name: String, _ labels: String, _ histogram: Histogram) {
        let separator = labels.isEmpty ? "" : ","
        var cumulated: UInt64 = 0
        let sum = histogram.sumMicroseconds
        let counts = histogram.counts
        for (bound, count) in zip(Histogram.boundsMicroseconds, counts) {
            cumulated += count
            sample(
                name + "_bucket", labels + separator + "le=\"\(Self.seconds(bound))\"",
                String(cumulated))
        }
        cumulated += counts.last ?? 0
        sample(name + "_bucket", labels + separator + "le=\"+Inf\"", String(cumulated))
        sample(name + "_sum", labels, Self.seconds(sum))
        sample(name + "_count", labels, String(cumulated))
    }

    private mutating func sample(_ name: String, _ labels: String, _ value: String) {
        line(labels.isEmpty ? name + " " + value : name + "{" + labels + "} " + value)
    }

    private mutating func line(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Exact: 524288 µs are `0.524288`, not a neighbour of it.
    static func seconds(_ microseconds: Int64) -> String {
        let sign = microseconds < 0 ? "-" : ""
        let magnitude = microseconds.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = sign + String(magnitude / 1_000_000)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }

    /// Whole numbers without a fraction; `NaN`, `+Inf` and `-Inf` as Prometheus spells them.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? "\(value)"
    }

    private static func escapedHelp(_ help: String) -> String {
        var text = ""
        for scalar in help.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
