import Testing

@testable import Model

@Suite("Instruments")
struct MeterTests {
    @Test(
        "A duration falls into the first bucket whose bound it does not exceed",
        arguments: [
            (-5, 0), (0, 0), (1, 0), (500, 0), (501, 1), (1000, 1), (1001, 2), (2000, 2), (2001, 3),
            (65_536_000, 17), (65_536_001, 18), (.max, 18),
        ] as [(Int64, Int)])
    func buckets(microseconds: Int64, bucket: Int) {
        let histogram = Histogram()
        histogram.observe(microseconds: microseconds)
        #expect(histogram.counts.firstIndex(of: 1) == bucket)
        #expect(histogram.counts.reduce(0, +) == 1)
        #expect(histogram.counts.count == Histogram.boundsMicroseconds.count + 1)
    }

    @Test("Bucket and bound agree for every bound")
    func bounds() {
        for (index, bound) in Histogram.boundsMicroseconds.enumerated() {
            let histogram = Histogram()
            histogram.observe(microseconds: bound)
            histogram.observe(microseconds: bound + 1)
            #expect(histogram.counts[index] == 1 && histogram.counts[index + 1] == 1)
            #expect(histogram.sumMicroseconds == 2 * bound + 1)
        }
    }

    @Test("Many tasks count without losing any")
    func concurrent() async {
        let (counter, gauge, histogram) = (Counter(), Gauge(), Histogram())
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.add()
                        gauge.add(2)
                        gauge.add(-1)
                        histogram.observe(microseconds: 700)
                    }
                }
            }
        }
        #expect(counter.value == 8000 && gauge.value == 8000)
        #expect(histogram.counts[1] == 8000 && histogram.sumMicroseconds == 5_600_000)
    }
}
