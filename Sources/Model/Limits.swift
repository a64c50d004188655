/// Every bound of the gateway that is not a setting, in one place, each with its reason
/// (design section 11). Settings have their defaults beside them.
package enum Limits {
    // Ingress
    /// A report with a transcript is about 200 KB; 5 MiB leaves room without letting one sender
    /// fill memory.
    package static let bodyBytesMax = 5 << 20
    /// Signatures and trace headers are far below; more is an attack or a mistake.
    package static let headerBytesMax = 32 << 10
    /// Bodies in flight over all requests; above it senders get 503.
    package static let bodiesInFlightBytesMax = 64 << 20
    /// How long a sender may take for its whole request.
    package static let requestTime = Milliseconds.seconds(30)
    /// Types and ids: longer ones are a mistake, and they are indexed.
    package static let idBytesMax = 256
    /// A request that passed through this many relays goes in circles.
    package static let hopsMax = 5

    /// Below this much free disk, or `diskFreePercentMin` of it if that is less, senders get 503:
    /// what was accepted can still be delivered and recorded.
    package static let diskFreeBytesMin = 1 << 30
    package static let diskFreePercentMin = 5
    /// Deliveries that have not ended; beyond it senders get 503 instead of waiting for days.
    package static let backlogDeliveriesMax = 5_000_000
    /// How long a shutdown waits for senders whose requests have not come whole.
    package static let stragglerTime = Milliseconds.seconds(5)

    /// Events that one request may bring.
    package static let batchEventsMax = 100

    // JSON
    /// Deeper than any vendor's body; keeps work on a stack bounded.
    package static let jsonDepthMax = 128
    /// 20 bytes of index each: 20 MB at worst, for one request at a time.
    package static let jsonValuesMax = 1_000_000

    // Routing
    package static let targetsPerRouteMax = 64
    package static let routesMax = 50_000
    /// Near misses kept with each event, to answer "why not?" (promise 8).
    package static let nearMissesMax = 64

    // Delivery
    /// Kept of a response, to read the target's words.
    package static let responseSnippetBytes = 16 << 10
    /// Reading a response stops here.
    package static let responseReadBytes = 64 << 10
    package static let responseHeaderBytesMax = 64 << 10
    /// Kept in the store per attempt: enough for an error message.
    package static let snippetStoredBytes = 1024
    /// Deliveries in memory per process, and their bytes.
    package static let windowDeliveriesMax = 20_000
    package static let windowBytesMax = 64 << 20
    /// Held for one target that answers, unless four times its concurrency is more: a twentieth of
    /// the window.
    package static let heldByTargetMax = 1024
    /// A target with requests on their way, none of which has come to its end for this long, may be
    /// hanging: it keeps little in memory until it answers.
    package static let targetQuietMax = Milliseconds.seconds(3)
    /// Requests on their way per process.
    package static let inFlightMax = 2_000
    /// Outcomes that could not be recorded yet; beyond it no new attempt starts.
    package static let unrecordedOutcomesMax = 2_000

    // Configuration
    package static let configurationBytesMax = 8 << 20
}
