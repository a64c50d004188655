import Admin
import Ingress
import Model
import Settings
import Store

/// Looks at what nobody reports by itself: refused reloads, the disk, the backlog, refusals,
/// secrets. Each look is short; the store is asked only when its oldest delivery is too old.
struct AlertFeed {
    let desk: AlertDesk
    let current: CurrentConfiguration
    let certificates: CertificateKeeper?
    let watch: IntakeWatch
    let store: any Store
    let clock: any Clock

    private var refusals = RefusalWindow()
    private var refusalsLookedAt: Timestamp?
    private var backlogLookedAt: Timestamp?
    private var secretsLookedAt: Timestamp?
    /// Of which the secrets were looked at.
    private var version = ""

    private static let secretsInterval = Milliseconds.hours(1)
    private static let warningTime = Milliseconds.days(14)

    init(
        desk: AlertDesk, current: CurrentConfiguration, certificates: CertificateKeeper?,
        watch: IntakeWatch, store: any Store, clock: any Clock
    ) {
        self.desk = desk
        self.current = current
        self.certificates = certificates
        self.watch = watch
        self.store = store
        self.clock = clock
    }

    mutating func look() {
        let now = clock.now
        let configuration = current.configuration
        lookAtReloads()
        lookAtIntake()
        if Self.isTime(&refusalsLookedAt, RefusalWindow.interval, now) {
            keepTargets()
            lookAtRefusals(now)
        }
        let old = configuration.alerts.backlogOlderThan
        if Self.isTime(&backlogLookedAt, max(.seconds(1), min(.seconds(30), old)), now) {
            lookAtBacklog(old, now)
        }
        let isNew = configuration.version != version
        if isNew { secretsLookedAt = nil }
        if Self.isTime(&secretsLookedAt, Self.secretsInterval, now) {
            version = configuration.version
            lookAtSecrets(now)
        }
    }

    /// While nobody takes alerts: what only looking finds, and ends, is forgotten, and found anew
    /// when somebody takes them again; dead letters are no news then. Targets are reported by the
    /// engine, whoever listens.
    mutating func rest() {
        desk.forget([
            .reloadFailed, .diskLow, .backlogOld, .sourceRefused, .secretExpiring,
            .deadLettersRising,
        ])
        keepTargets()
        self = AlertFeed(
            desk: desk, current: current, certificates: certificates, watch: watch, store: store,
            clock: clock)
    }

    private func keepTargets() {
        let targets = current.configuration.targets
        desk.keepTargets { targets[$0] != nil }
    }

    /// Also after the clock was set back.
    private static func isTime(
        _ last: inout Timestamp?, _ interval: Milliseconds, _ now: Timestamp
    ) -> Bool {
        if let last, now >= last, now - last < interval { return false }
        last = now
        return true
    }

    private func lookAtReloads() {
        var found: [AlertSubject: AlertFinding] = [:]
        let refusal = current.status.refusal
        if let line = refusal.first(where: { $0.contains(": error: ") }) ?? refusal.first {
            found[AlertSubject("rules")] = AlertFinding(
                Reason(
                    code: "configuration_refused", message: line,
                    advice: "`signalbox check` shows all that is wrong"))
        }
        if let refusal = certificates?.status.refusal {
            found[AlertSubject("certificate")] = AlertFinding(
                Reason(
                    code: "certificate_refused", message: refusal,
                    advice: "correct the files; they are read again by themselves"))
        }
        desk.set(.reloadFailed, found)
    }

    private func lookAtIntake() {
        let refusal = watch.refusal()
        desk.set(
            .diskLow,
            refusal == .diskLow
                ? [
                    AlertSubject("disk"): AlertFinding(
                        Reason(
                            code: "disk_low", message: "senders get 503, deliveries go on",
                            advice: "free some space"))
                ] : [:])
    }

    private func lookAtBacklog(_ old: Milliseconds, _ now: Timestamp) {
        var found: [AlertSubject: AlertFinding] = [:]
        let advice = "`signalbox targets` shows which ones are slow, fail or are blocked"
        let backlog = store.backlog()
        if watch.refusal() == .backlogFull {
            found[AlertSubject("backlog limit")] = AlertFinding(
                Reason(
                    code: "backlog_full",
                    message: "\(backlog.deliveries) of them, which is the limit: senders get 503",
                    advice: advice))
        }
        if let oldest = backlog.oldestCreatedAt, now - oldest > old {
            if let createdAt = oneThatWaits(forPerson: false, old, now) {
                found[AlertSubject("backlog")] = AlertFinding(
                    Reason(
                        code: "backlog_old", message: "some of them for longer than \(old)",
                        advice: advice), since: createdAt + old)
            }
            if let createdAt = oneThatWaits(forPerson: true, old, now) {
                found[AlertSubject("for a person")] = AlertFinding(
                    Reason(
                        code: "waits_for_person",
                        message: "for a person, who has to say whether they arrived",
                        advice: "`signalbox deliveries --for-person` lists them"),
                    since: createdAt + old)
            }
        }
        desk.set(.backlogOld, found)
    }

    /// When the oldest was made that has waited for so long, other than alerts; nil: none has, or
    /// what cannot be read now, which is looked at again soon. The store's own figure counts alerts
    /// too, and whoever gets none of them needs no alert about that.
    private func oneThatWaits(
        forPerson: Bool, _ old: Milliseconds, _ now: Timestamp
    ) -> Timestamp? {
        let query = UnfinishedQuery(
            createdBefore: Timestamp(milliseconds: now.milliseconds - old.count),
            waitsForPerson: forPerson, otherThan: Alert.source)
        return (try? store.oldestUnfinished(query)) ?? nil
    }

    private mutating func lookAtRefusals(_ now: Timestamp) {
        var counts: [String: RefusalWindow.Count] = [:]
        for standing in current.snapshot.standings(now: now) {
            counts[standing.name] = .init(
                refused: standing.refused,
                all: standing.accepted + standing.duplicates + standing.refused)
        }
        var found: [AlertSubject: AlertFinding] = [:]
        for (source, count) in refusals.look(counts, now: now) {
            let span = RefusalWindow.span
            found[AlertSubject(source)] = AlertFinding(
                Reason(
                    code: "source_refused",
                    message: "\(count.refused) of \(count.all) within \(span)",
                    advice: "`signalbox rejected --source \(source)` says why"))
        }
        desk.set(
            .sourceRefused, found,
            saying: { counts[$0.name] == nil ? AlertBook.notNamed : "" })
    }

    private func lookAtSecrets(_ now: Timestamp) {
        var found: [AlertSubject: AlertFinding] = [:]
        for standing in current.snapshot.standings(now: now) where standing.isEnabled {
            for secret in standing.secrets {
                guard let end = secret.notAfter, end > now, end - now < Self.warningTime else {
                    continue
                }
                found[AlertSubject("\(standing.name) \(secret.name)")] = AlertFinding(
                    Reason(
                        code: "secret_expiring", message: "not_after is \(end)",
                        advice: "give the sender the new secret"))
            }
        }
        if let certificate = certificates?.status, certificate.isEnding {
            found[AlertSubject("certificate")] = AlertFinding(
                Reason(
                    code: "certificate_expiring", message: "it ends on \(certificate.notAfter)",
                    advice: "renew it; the files are read again by themselves"))
        }
        desk.set(.secretExpiring, found)
    }
}
