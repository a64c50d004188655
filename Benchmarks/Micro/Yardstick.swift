import Benchmark
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

    /// The least that each benchmark's operation, and the yardstick, took so far: what the machine
    /// adds by being busy is only ever more.
    static let least = Mutex<[String: (operation: Int64, yardstick: Int64)]>([:])

    private static let bytes: [UInt8] = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    /// The quickest of three.
    static func nanoseconds() -> Int64 {
        (0..<3).map { _ in
            let start = CPUTime.thread
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01B3 }
            blackHole(hash)
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
    /// `clock`: the process's when other threads do the work.
    func compare(_ clock: () -> Int64 = { CPUTime.thread }, _ work: () throws -> Void) rethrows {
        let yardstick = max(1, Yardstick.nanoseconds())
        startMeasurement()
        let start = clock()
        try work()
        let used = clock() - start
        stopMeasurement()
        let least = Yardstick.least.withLock { all in
            let known = all[name] ?? (used, yardstick)
            let least = (min(known.operation, used), min(known.yardstick, yardstick))
            all[name] = least
            return least
        }
        let each = Double(least.0) / Double(scaledIterations.count)
        measurement(Yardstick.metric, Int(each / Double(least.1) * 1_000_000))
    }
}
