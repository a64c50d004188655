/// Why no transport could be made: the process cannot deliver at all. Safe to log.
package enum CurlTransportError: Error, Equatable, Sendable {
    /// libcurl would not start, or lacks what is needed.
    case library(detail: String)
    /// The operating system refused an epoll or event descriptor.
    case system(call: String, errno: Int32)

    /// Stable, for programs and docs/errors.md.
    package var code: String {
        switch self {
        case .library: "curl_unusable"
        case .system: "descriptor_refused"
        }
    }

    package var message: String {
        switch self {
        case .library(let detail): "libcurl cannot be used: \(detail)"
        case .system(let call, let errno):
            "\(call) failed (errno \(errno)); too many open files? see `ulimit -n`"
        }
    }
}
