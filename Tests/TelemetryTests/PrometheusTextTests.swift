import CoreMetrics
import Metrics
import Model
import Synchronization
import Telemetry
import Testing

@Suite("Metrics registry and Prometheus text")
struct PrometheusTextTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.prometheusText(), as: UTF8.self)
    }

    /// Without the registry's own metric, which every page has.
    private func lines(_ registry: MetricsRegistry) -> [String] {
        text(registry).split(separator: "\n").map { String($0) }
            .filter { !$0.contains("signalbox_metric_series_dropped_total") }
    }

    @Test("a page is ordered by name and labels, with help and type once per metric")
    func golden() {
        let registry = MetricsRegistry()
        registry.gauge("b_waiting", help: "Waiting.", []).set(-3)
        registry.counter("a_total", help: "All.", [("target", "z")]).add(2)
        registry.counter("a_total", help: "All.", [("target", "audit"), ("code", "ok")]).add()
        registry.gauge("c_age_seconds", help: "Age.") { 1.5 }
        registry.gauges("d_state", help: "State.") {
            [MetricSample([("target", "y")], 1), MetricSample([("target", "x")], 0)]
        }
        #expect(
            text(registry) == """
                # HELP a_total All.
                # TYPE a_total counter
                a_total{code="ok",target="audit"} 1
                a_total{target="z"} 2
                # HELP b_waiting Waiting.
                # TYPE b_waiting gauge
                b_waiting -3
                # HELP c_age_seconds Age.
                # TYPE c_age_seconds gauge
                c_age_seconds 1.5
                # HELP d_state State.
                # TYPE d_state gauge
                d_state{target="x"} 0
                d_state{target="y"} 1
                # HELP signalbox_metric_series_dropped_total Series beyond the limit, not kept.
                # TYPE signalbox_metric_series_dropped_total counter
                signalbox_metric_series_dropped_total 0

                """)
    }

    @Test("a histogram's buckets are cumulated, in seconds, and end with the count")
    func histogram() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("h_seconds", help: "H.", [("t", "a")])
        for microseconds: Int64 in [500, 501, 1000, 3_000_000, 100_000_000] {
            histogram.observe(microseconds: microseconds)
        }
        let lines = lines(registry)
        #expect(lines.contains(#"h_seconds_bucket{t="a",le="0.0005"} 1"#))
        #expect(lines.contains(#"h_seconds_bucket{t="a",le="0.001"} 3"#))
        #expect(lines.contains(#"h_seconds_bucket{t="a",le="2.048"} 3"#))
        #expect(lines.contains(#"h_seconds_bucket{t="a",le="4.096"} 4"#))
        #expect(lines.contains(#"h_seconds_bucket{t="a",le="65.536"} 4"#))
        #expect(
            lines.suffix(3) == [
                #"h_seconds_bucket{t="a",le="+Inf"} 5"#, #"h_seconds_sum{t="a"} 103.002001"#,
                #"h_seconds_count{t="a"} 5"#,
            ])
    }

    @Test("label values and help texts are escaped")
    func escaping() {
        let registry = MetricsRegistry()
        registry.counter("e_total", help: "one\\two\nthree \"four\"", [("l", "a\"b\\c\nd é")]).add()
        #expect(
            lines(registry) == [
                #"# HELP e_total one\\two\nthree "four""#, "# TYPE e_total counter",
                #"e_total{l="a\"b\\c\nd é"} 1"#,
            ])
    }

    @Test("the same name and labels are the same instrument, whatever the labels' order")
    func identity() {
        let registry = MetricsRegistry()
        let first = registry.counter("i_total", help: "I.", [("a", "1"), ("b", "2")])
        #expect(registry.counter("i_total", help: "I.", [("b", "2"), ("a", "1")]) === first)
        #expect(registry.counter("i_total", help: "I.", [("a", "1")]) !== first)
    }

    @Test("a computed gauge without a value leaves its sample out, and may use the registry")
    func computed() {
        let registry = MetricsRegistry()
        registry.gauge("oldest_seconds", help: "O.") { nil }
        registry.gauge("again", help: "A.") { [unowned registry] in
            Double(registry.counter("calls_total", help: "C.", []).value)
        }
        #expect(!lines(registry).contains { $0.hasPrefix("oldest_seconds") })
        #expect(lines(registry).contains("again 0"))
    }

    @Test("numbers that are none are spelled as Prometheus reads them")
    func specialNumbers() {
        let registry = MetricsRegistry()
        registry.gauges("n", help: "N.") {
            [
                MetricSample([("v", "a")], .nan), MetricSample([("v", "b")], .infinity),
                MetricSample([("v", "c")], -.infinity), MetricSample([("v", "d")], 1e6),
            ]
        }
        #expect(
            lines(registry).suffix(4) == [
                #"n{v="a"} NaN"#, #"n{v="b"} +Inf"#, #"n{v="c"} -Inf"#, #"n{v="d"} 1000000"#,
            ])
    }

    @Test("series beyond the limit are not kept, but counted, and still can be used")
    func bounded() {
        let registry = MetricsRegistry()
        for index in 0..<Limits.seriesPerMetricMax + 3 {
            registry.counter("s_total", help: "S.", [("i", String(index))]).add()
        }
        let page = text(registry).split(separator: "\n")
        #expect(page.count { $0.hasPrefix("s_total{") } == Limits.seriesPerMetricMax)
        #expect(page.contains("signalbox_metric_series_dropped_total 3"))
    }
}

@Suite("Bridge from swift-metrics")
struct MetricsBridgeTests {
    private func lines(_ body: (MetricsBridge) -> Void) -> [String] {
        let registry = MetricsRegistry()
        body(MetricsBridge(registry))
        return String(decoding: registry.prometheusText(), as: UTF8.self)
            .split(separator: "\n").map { String($0) }.filter { !$0.hasPrefix("#") }
    }

    @Test("counters, gauges, recorders and timers of libraries appear under fitted names")
    func kinds() {
        let lines = lines { bridge in
            let counter = Metrics.Counter(
                label: "http.requests", dimensions: [("http.code", "200")], factory: bridge)
            counter.increment(by: 3)
            Metrics.Gauge(label: "pool-size", factory: bridge).record(7)
            let meter = Metrics.Meter(label: "load", factory: bridge)
            meter.set(1.25)
            meter.decrement(by: 0.25)
            let recorder = Recorder(label: "sizes", factory: bridge)
            recorder.record(2)
            recorder.record(0.5)
            Timer(label: "took", factory: bridge).recordMilliseconds(3)
        }
        #expect(lines.contains(#"http_requests_total{http_code="200"} 3"#))
        #expect(lines.contains("pool_size 7"))
        #expect(lines.contains("load 1"))
        #expect(lines.contains("sizes_sum 2.5"))
        #expect(lines.contains("sizes_count 2"))
        #expect(lines.contains("took_seconds_sum 0.003"))
        #expect(lines.contains(#"took_seconds_bucket{le="0.004"} 1"#))
    }

    @Test("a library that uses one name for two kinds keeps the first and harms nobody")
    func conflict() {
        let lines = lines { bridge in
            Metrics.Gauge(label: "x", factory: bridge).record(1)
            Recorder(label: "x", factory: bridge).record(5)
        }
        #expect(lines.contains("x 1"))
        #expect(!lines.contains { $0.hasPrefix("x_sum") })
    }

    @Test("a library's counter never goes back")
    func reset() {
        let lines = lines { bridge in
            let counter = Metrics.Counter(label: "c", factory: bridge)
            counter.increment(by: 2)
            counter.reset()
            counter.increment()
        }
        #expect(lines.contains("c_total 3"))
    }
}
