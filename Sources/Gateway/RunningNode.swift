import Admin
import Dispatching
import Engine
import Ingress
import Logging
import Model
import Settings
import Store
import Targets
import Verification

/// What the admin API can do with this process.
final class RunningNode: NodeControl {
    private let engine: DeliveryEngine
    private let store: any Store
    private let current: CurrentConfiguration
    private let certificates: CertificateKeeper?
    private let gate: IngressGate
    private let desk: AlertDesk
    private let clock: any Clock
    private let startedAt: Timestamp

    init(
        engine: DeliveryEngine, store: any Store, current: CurrentConfiguration,
        certificates: CertificateKeeper?, gate: IngressGate, desk: AlertDesk, clock: any Clock
    ) {
        self.engine = engine
        self.store = store
        self.current = current
        self.certificates = certificates
        self.gate = gate
        self.desk = desk
        self.clock = clock
        startedAt = clock.now
    }

    func status() -> NodeStatus {
        let targets = engine.status()
        return NodeStatus(
            startedAt: startedAt, isStopping: !gate.isAccepting, configuration: current.status,
            certificate: certificates?.status, inFlight: targets.reduce(0) { $0 + $1.inFlight },
            held: targets.reduce(0) { $0 + $1.held }, alerts: desk.lasting)
    }

    func targets() -> [TargetReport] {
        let kinds = current.configuration.targetKinds
        let live = Dictionary(
            engine.status().map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
        // The live standing is newer than what is stored; destinations come from the store.
        let stored = (try? store.targetStates()) ?? []
        let pending =
            (try? store.pendingTargets(countMax: TargetReport.pendingCountMax)) ?? []
        return TargetReport.reports(
            configured: kinds, stored: stored, pending: pending,
            sealed: current.configuration.sealedTargets
        ).compactMap { report in
            // An old state of a target that is gone tells nobody anything.
            guard let status = live[report.name] else { return report.isRemoved ? report : nil }
            var report = report
            report.state = status.standing.state
            report.since = status.standing.since
            report.reason = status.standing.reason
            report.by = status.standing.by
            report.notBefore = status.standing.notBefore
            report.inFlight = status.inFlight
            report.held = status.held
            return report
        }
    }

    func sources() -> [SourceReport] { sources { _ in true } }

    /// Those that are not expected to be silent.
    func expectedSources() -> [SourceReport] { sources { $0.expectEvery != nil } }

    private func sources(_ isMeant: (SourceStanding) -> Bool) -> [SourceReport] {
        let now = clock.now
        return current.snapshot.standings(now: now).filter(isMeant).map { standing in
            SourceReport(standing, lastStored: lastStored(standing), now: now)
        }
    }

    /// When the last event of a source came before this process started.
    private func lastStored(_ standing: SourceStanding) -> Timestamp? {
        guard standing.lastEventAt == nil else { return nil }
        var query = EventQuery()
        query.source = standing.name
        query.limit = 1
        return (try? store.events(query))?.items.first?.receivedAt
    }

    func rejections(of source: String) -> [RejectionReport]? {
        current.snapshot.rejections(of: source)?.map { RejectionReport($0, source: source) }
    }

    func pause(target: String, reason: String, by caller: String) throws(NodeControlError) {
        guard engine.pause(target: target, reason: reason, by: caller) else { throw .unknownTarget }
        waitUntil(target) {
            $0.state == .paused && (reason.isEmpty || $0.reason == .paused(reason))
        }
    }

    func resume(
        target: String, by caller: String, slowly: SlowPace?
    ) throws(NodeControlError) {
        let rate = slowly.map { Rate(count: $0.count, per: $0.per) }
        guard engine.resume(target: target, by: caller, slowly: rate) else {
            throw .unknownTarget
        }
        waitUntil(target) { $0.state == .sending }
    }

    /// Lets the target's shard take note, so that the answer says what is so. It takes a moment; a
    /// shard that is very busy is not waited for.
    private func waitUntil(_ target: String, _ holds: (Standing) -> Bool) {
        for _ in 0..<200 {
            let status = engine.status().first { $0.target == target }
            guard let status, !holds(status.standing) else { return }
            SystemThread.sleep(.init(5))
        }
    }

    func pair(source: String, by caller: String) throws(NodeControlError) -> Timestamp {
        guard current.configuration.sources[source]?.isPaired == true else { throw .unknownSource }
        return current.pairing.open(source, now: SystemClock().now)
    }

    func reload(by caller: String) throws(NodeControlError) -> ReloadOutcome {
        let complaints = reloadCertificates(by: caller)
        switch try reloadRules(by: caller) {
        case .active(let version, let changed, let warnings):
            return .active(version: version, changed: changed, warnings: warnings + complaints)
        case .refused(let diagnostics):
            return .refused(diagnostics: diagnostics + complaints)
        }
    }

    /// Reads the listener's certificate again, if it has one, and says in the log what came of it.
    @discardableResult
    func reloadCertificates(by caller: String) -> [String] {
        certificates?.reload(by: caller) ?? []
    }

    private func reloadRules(by caller: String) throws(NodeControlError) -> ReloadOutcome {
        guard gate.isAccepting else { throw .refused("the node is shutting down") }
        let outcome = current.reload { configuration in
            Gateway.update(engine, configuration)
            keep(configuration, by: caller) { _ in }
        }
        guard case .active(let version, let changed, let warnings) = outcome else {
            return outcome
        }
        moveRenamed()
        return .active(version: version, changed: changed, warnings: warnings + removedWarnings())
    }

    /// Gives what waits for the former names of targets to them.
    func moveRenamed() {
        let targets = current.configuration.targets.filter { !$0.value.was.isEmpty }
        guard !targets.isEmpty else { return }
        storePauses(targets.mapValues(\.was))
        guard let pending = try? store.pendingTargets(countMax: 1) else { return }
        let waiting = Set(pending.map(\.target))
        for (name, settings) in targets {
            for former in settings.was where waiting.contains(former) {
                store.rename(target: former, to: name) { _ in }
            }
        }
    }

    /// The engine has paused what was paused under a former name; that is stored for the new one.
    private func storePauses(_ formerNames: [String: [String]]) {
        guard let stored = try? store.targetStates() else { return }
        let states = Dictionary(
            stored.filter(\.destination.isEmpty).map { ($0.target, $0) },
            uniquingKeysWith: { first, _ in first })
        for (name, former) in formerNames where states[name] == nil {
            let pause = former.lazy.compactMap { states[$0] }.first { $0.state == .paused }
            guard var record = pause else { continue }
            record.target = name
            store.setTargetState(record) { _ in }
            // A pause of this very moment may have come too late for the new target.
            let status = engine.status().first { $0.target == name }
            guard let status, status.standing.state != .paused else { continue }
            engine.pause(target: name, reason: record.reason?.message ?? "", by: record.by)
        }
    }

    /// Deliveries wait for targets that the rules do not name any more, also not as former names.
    func removedWarnings() -> [String] {
        let former = Set(current.configuration.targets.values.flatMap(\.was))
        return targets().filter { $0.isRemoved && !former.contains($0.name) }.map {
            "target '\($0.name)': \($0.reason?.message ?? ""); \($0.reason?.advice ?? "")"
        }
    }

    /// Where a change of the rules' files shows.
    var configurationFolders: Set<String> { current.folders }

    /// What changed on disk since the rules were read.
    var configurationDifference: FileTraces.Difference { current.difference }

    /// Writes down which rules the node starts with.
    func keepHistory(by caller: String, logger: Logger) {
        keep(current.configuration, by: caller) { result in
            guard case .failure(let error) = result else { return }
            logger.warning("the history lacks these rules", metadata: ["reason": "\(error)"])
        }
    }

    /// Queued before any event that is planned with it, so that whoever finds such an event finds
    /// its rules too.
    private func keep(
        _ configuration: Configuration, by caller: String,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        store.keep(
            ConfigurationRecord(
                version: configuration.version, activatedAt: clock.now, by: caller,
                files: configuration.files), completion: completion)
    }

    func reloadAndReport(by caller: String, logger: Logger) {
        do throws(NodeControlError) {
            switch try reloadRules(by: caller) {
            case .active(let version, let changed, let warnings):
                for warning in warnings { logger.warning("\(warning)") }
                logger.notice(
                    changed ? "new rules are in force" : "rules read again, nothing changed",
                    metadata: ["configuration": "\(version)", "by": "\(caller)"])
            case .refused(let diagnostics):
                for line in diagnostics { logger.error("\(line)") }
                logger.error("reload refused; the old rules stay", metadata: ["by": "\(caller)"])
            }
        } catch {
            logger.error("reload refused", metadata: ["reason": "\(error)"])
        }
    }
}
