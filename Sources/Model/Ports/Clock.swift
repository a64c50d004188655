#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where time comes from. Decisions never read a clock: they are told the time.
package protocol Clock: Sendable {
    var now: Timestamp { get }
}

/// The operating system's wall clock.
package struct SystemClock: Clock {
    package init() {}

    package var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
