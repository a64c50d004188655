package import Model
package import Routing
package import Verification

/// All that ingress takes from a configuration, made ready once. Immutable: a reload makes another,
/// and a request keeps the one it began with.
package final class IngressSnapshot: Sendable {
    package let routes: RouteTable
    package let configurationVersion: String
    /// Names of targets with `order_by: run`.
    package let orderedTargets: Set<String>
    let endpoints: [String: SourceEndpoint]

    /// Why a configuration cannot be taken.
    package struct SourceError: Error, Equatable, Sendable, CustomStringConvertible {
        package let source: String
        package let reason: VerificationError

        package var description: String { "source '\(source)': \(reason)" }
    }

    package init(
        sources: [String: Source], routes: RouteTable, configurationVersion: String,
        orderedTargets: Set<String>, meter: any Meter
    ) throws(SourceError) {
        self.routes = routes
        self.configurationVersion = configurationVersion
        self.orderedTargets = orderedTargets
        var endpoints: [String: SourceEndpoint] = [:]
        for (name, source) in sources {
            do throws(VerificationError) {
                endpoints[name] = try SourceEndpoint(source, meter: meter)
            } catch {
                throw SourceError(source: name, reason: error)
            }
        }
        self.endpoints = endpoints
    }
}

/// One source with everything that is needed to take its requests.
final class SourceEndpoint: Sendable {
    let source: Source
    let verifier: Verifier
    let reader: EventReader
    /// Names of headers that are not stored.
    let droppedHeaders: HeaderNames
    /// The answer's body instead of ours, with its media type.
    let acknowledgement: (body: [UInt8], contentType: String)?
    let accepted: Counter
    let duplicates: Counter

    init(_ source: Source, meter: any Meter) throws(VerificationError) {
        self.source = source
        verifier = try Verifier(source.verifier)
        reader = EventReader(source.mapping)
        droppedHeaders = HeaderNames(verifier.credentialHeaders.union(Self.hopByHop))
        acknowledgement = source.acknowledgement.body.map { text in
            let bytes = Array(text.utf8)
            let isJSON = (try? JSONDocument(bytes)) != nil
            return (bytes, isJSON ? "application/json" : "text/plain; charset=utf-8")
        }
        accepted = meter.counter(
            "signalbox_events_accepted_total", help: "Events stored, by source.",
            [("source", source.name)])
        duplicates = meter.counter(
            "signalbox_events_duplicate_total",
            help: "Events that were stored before, by source.", [("source", source.name)])
    }

    /// RFC 9110 section 7.6.1, and what only describes this one transfer.
    private static let hopByHop: Set<String> = [
        "connection", "content-length", "expect", "keep-alive", "proxy-authenticate",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]
}
