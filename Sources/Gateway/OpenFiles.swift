#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The limit of open files. Systems start a process with a low one (often 1024, for programs that
/// use `select`, which nothing here does) and let it ask for more.
enum OpenFiles {
    /// More are not needed, and some kernels refuse "unlimited".
    private static let wanted: rlim_t = 65_536

    /// Raises the limit as far as this process may, and answers with it. Once, at the start.
    static func raise() -> Int {
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < wanted, limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = min(limit.rlim_max, wanted)
            if setrlimit(files, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
