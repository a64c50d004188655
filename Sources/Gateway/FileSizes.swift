#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The limit of file sizes (`ulimit -f`, a service manager's or container's setting).
enum FileSizes {
    /// A write beyond the limit is an error, which the store and the dead letters know how to bear,
    /// instead of a signal that ends the process. Once, at the start. Source: setrlimit(2).
    static func reportAsErrors() { signal(SIGXFSZ, SIG_IGN) }
}
