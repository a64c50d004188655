package import Model
package import Store

/// What the admin API asks of the running node. Called from admin threads, never from an event
/// loop; a call may block for as long as the store needs to commit.
package protocol NodeControl: AnyObject, Sendable {
    func status() -> NodeStatus
    /// Every configured target, and removed ones with deliveries that still wait, as blocked; in
    /// order of names.
    func targets() -> [TargetReport]
    /// Every source, in order of names.
    func sources() -> [SourceReport]
    /// What a source refused lately, the newest first; nil: there is no such source.
    func rejections(of source: String) -> [RejectionReport]?
    /// Stops sending to a target; its queue is kept. Holds after a restart. Pausing a paused target
    /// only changes the reason.
    func pause(target: String, reason: String, by caller: String) throws(NodeControlError)
    /// Ends a pause or a block, also of its destinations; its breaker starts anew. `slowly`: at
    /// that pace until what waited is gone.
    func resume(target: String, by caller: String, slowly: SlowPace?) throws(NodeControlError)
    /// Lets the next handshake of a source set its secret; until when.
    func pair(source: String, by caller: String) throws(NodeControlError) -> Timestamp
    /// Reads the configuration again. A bad one changes nothing.
    func reload(by caller: String) throws(NodeControlError) -> ReloadOutcome
}

package enum NodeControlError: Error, Equatable, Sendable {
    case unknownTarget
    /// No source of this name takes its secret from a handshake.
    case unknownSource
    /// The store did not take it; the text is safe to show.
    case unavailable(String)
    /// It cannot be done now: the node is shutting down, another reload is under way.
    case refused(String)
}

package enum ReloadOutcome: Equatable, Sendable {
    /// The configuration in force, and whether it is another than before.
    case active(version: String, changed: Bool, warnings: [String])
    /// The old one stays; the diagnostics as `signalbox check` prints them.
    case refused(diagnostics: [String])
}

/// How the node does, at one moment.
package struct NodeStatus: Equatable, Sendable {
    package var startedAt: Timestamp
    /// It answers senders with 503 and finishes what is on its way.
    package var isStopping: Bool
    package var configuration: ConfigurationStatus
    /// Nil: senders come by plain HTTP.
    package var certificate: CertificateStatus?
    /// Requests to targets on their way.
    package var inFlight: Int
    /// Deliveries in memory.
    package var held: Int
    /// What is wrong at present, as far as alerts tell of it: one for each subject.
    package var alerts: [Alert]

    package init(
        startedAt: Timestamp, isStopping: Bool, configuration: ConfigurationStatus,
        certificate: CertificateStatus? = nil, inFlight: Int, held: Int, alerts: [Alert] = []
    ) {
        self.startedAt = startedAt
        self.isStopping = isStopping
        self.configuration = configuration
        self.certificate = certificate
        self.inFlight = inFlight
        self.held = held
        self.alerts = alerts
    }
}

package struct ConfigurationStatus: Equatable, Sendable {
    package var version: String
    package var loadedAt: Timestamp
    package var sources: Int
    package var targets: Int
    package var routes: Int
    /// Why the last reload changed nothing; empty when it was fine.
    package var refusal: [String]

    package init(
        version: String, loadedAt: Timestamp, sources: Int, targets: Int, routes: Int,
        refusal: [String] = []
    ) {
        self.version = version
        self.loadedAt = loadedAt
        self.sources = sources
        self.targets = targets
        self.routes = routes
        self.refusal = refusal
    }
}

/// The certificate that the listener for senders shows.
package struct CertificateStatus: Equatable, Sendable {
    package var loadedAt: Timestamp
    package var notAfter: Timestamp
    /// It ends in less than 14 days, or has ended.
    package var isEnding: Bool
    /// Why the files as they are now are not in use; nil: they are.
    package var refusal: String?

    package init(loadedAt: Timestamp, notAfter: Timestamp, isEnding: Bool, refusal: String?) {
        self.loadedAt = loadedAt
        self.notAfter = notAfter
        self.isEnding = isEnding
        self.refusal = refusal
    }
}
