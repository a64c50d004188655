import Benchmark
import Crypto
import Glibc
import Synchronization

/// Work that is always the same, to divide by: a machine twice as fast, or as busy, changes both.
///
/// Instruction counts would be steadier still, but few virtual machines have counters.
enum Yardstick {
    /// CPU time of one operation, in millionths of the yardstick's: what the thresholds are about.
    static var metric: BenchmarkMetric {
        .custom("ppm of yardstick", polarity: .prefersSmaller, useScalingFactor: false)
    }

    /// The least that each benchmark took so far: what the machine adds by being busy is only ever
    /// more.
    static let least = Mutex<[String: Nanoseconds]>([:])

    /// Of a benchmark's whole work, of the yardstick, and of the digests within the work.
    struct Nanoseconds {
        var work: Int64
        var yardstick: Int64
        var digests: Int64

        mutating func take(_ other: Nanoseconds) {
            work = min(work, other.work)
            yardstick = min(yardstick, other.yardstick)
            digests = min(digests, other.digests)
        }
    }

    /// What the steps are made of, too: texts, dictionaries, memory, bytes. A loop of arithmetic
    /// alone would only tell the processor's clock.
    static func nanoseconds() -> Int64 {
        quickest {
            var numbers: [String: Int] = [:]
            for number in 0..<300 { numbers["field_\(number &* 7919)"] = number }
            var bytes: [UInt8] = []
            for name in numbers.keys.sorted() {
                bytes.append(contentsOf: name.utf8)
                bytes.append(UInt8(truncatingIfNeeded: numbers[name] ?? 0))
            }
            blackHole(bytes.count { $0 == UInt8(ascii: "_") })
        }
    }

    /// Of a digest of so many bytes: what it takes is the processor's, which may have instructions
    /// for it.
    static func digestNanoseconds(_ bytes: Int) -> Int64 {
        guard bytes > 0 else { return 0 }
        let data = [UInt8](repeating: 7, count: bytes)
        return quickest { for _ in 0..<20 { blackHole(SHA256.hash(data: data)) } } / 20
    }

    private static func quickest(_ work: () -> Void) -> Int64 {
        (0..<3).map { _ in
            let start = CPUTime.thread
            work()
            return CPUTime.thread - start
        }.min() ?? 1
    }
}

/// Nanoseconds of processor time.
enum CPUTime {
    static var thread: Int64 { read(CLOCK_THREAD_CPUTIME_ID) }
    static var process: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Benchmark {
    /// Measures `work`, which does `scaledIterations` operations, and holds it against the yardstick.
    /// `clock`: the process's when other threads do the work. `hashing`: so many bytes go through
    /// SHA-256 in each operation; what that alone takes is left out.
    func compare(
        hashing bytes: Int = 0, _ clock: () -> Int64 = { CPUTime.thread }, _ work: () throws -> Void
    ) rethrows {
        let yardstick = max(1, Yardstick.nanoseconds())
        let count = scaledIterations.count
        let digests = Yardstick.digestNanoseconds(bytes) * Int64(count)
        startMeasurement()
        let start = clock()
        try work()
        let used = clock() - start
        stopMeasurement()
        let now = Yardstick.Nanoseconds(work: used, yardstick: yardstick, digests: digests)
        let least = Yardstick.least.withLock { all in
            all[name, default: now].take(now)
            return all[name] ?? now
        }
        let each = Double(max(0, least.work - least.digests)) / Double(count)
        measurement(Yardstick.metric, Int(each / Double(least.yardstick) * 1_000_000))
    }
}
