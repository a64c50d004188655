package import Model

/// What a name stands for at the moment.
package struct ResolvedName: Equatable, Sendable {
    /// At least one, in the order in which they are to be tried.
    package var addresses: [IPAddress]
    /// Changes whenever the addresses do; unique within a pool, never 0.
    package var generation: UInt64
    /// On the pool's clock, microseconds: ask again after this.
    package var freshUntilMicroseconds: Int64
}

/// Why a name has no addresses.
package enum LookupFailure: Error, Equatable, Sendable {
    /// The name server says that there is no such name, or none with an address.
    case notFound
    /// No name server gave an answer.
    case noAnswer
    /// The lookup itself could not be made.
    case failed(detail: String)

    /// One line, safe to log.
    package var detail: String {
        switch self {
        case .notFound: "the name server says that the URL's host does not exist"
        case .noAnswer: "no name server answered for the URL's host"
        case .failed(let detail): "looking up the URL's host failed: \(detail)"
        }
    }
}
