import Model

/// What Prometheus calls the type of a metric.
enum MetricKind: String, Sendable { case counter, gauge, histogram, summary }

/// One metric: all series of one name.
struct MetricFamily: Sendable {
    let kind: MetricKind
    let help: String
    var series: [MetricLabels: MetricInstrument]
}

enum MetricInstrument: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case float(FloatGauge)
    case histogram(Histogram)
    case summary(Summary)
    case computed(@Sendable () -> Double?)
    case collected(@Sendable () -> [MetricSample])
}

/// A series' labels as they are printed, sorted by name: `target="audit",verb="post"`. Empty: none.
struct MetricLabels: Hashable, Comparable, Sendable {
    let text: String

    static let none = MetricLabels([])

    init(_ labels: [(String, String)]) {
        text = labels.sorted { $0.0 < $1.0 }.map { name, value in
            precondition(MetricName.isValidLabel(name), "\(name) is no label name")
            return name + "=\"" + Self.escaped(value) + "\""
        }.joined(separator: ",")
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool { left.text < right.text }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 == 0x0A }) else {
            return value
        }
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// What Prometheus allows as names, and how other names are made to fit.
/// Source: https://prometheus.io/docs/concepts/data_model/
enum MetricName {
    static func isValid(_ name: String) -> Bool {
        isValid(name) { isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }
    }

    static func isValidLabel(_ name: String) -> Bool {
        isValid(name) { isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    /// `http.server.request.duration` → `http_server_request_duration`.
    static func fitted(_ name: String) -> String {
        var bytes = name.utf8.map { byte in
            isLetter(byte) || isDigit(byte) ? byte : UInt8(ascii: "_")
        }
        if bytes.first.map(isDigit) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Like `fitted`; `le` belongs to histograms.
    static func fittedLabel(_ name: String) -> String {
        let name = fitted(name)
        return name == "le" ? "le_" : name
    }

    private static func isValid(_ name: String, first: (UInt8) -> Bool) -> Bool {
        guard let head = name.utf8.first, first(head) else { return false }
        return name.utf8.dropFirst().allSatisfy { first($0) || isDigit($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
