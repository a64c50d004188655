import Ingress
import Logging
import Model
import Routing
import ServiceLifecycle
import Settings
import Store

/// Tells what is wrong: turns what the desk knows into events, and stores them like any other. Does
/// next to nothing while nobody asks for alerts.
struct AlertService: Service {
    let desk: AlertDesk
    let current: CurrentConfiguration
    let certificates: CertificateKeeper?
    let watch: IntakeWatch
    let store: any Store
    let meter: any Meter
    let clock: any Clock
    let logger: Logger

    /// While something waits to be told.
    private static let intervalMin = Milliseconds.seconds(1)
    /// Conditions that begin are told after a time that is longer than this.
    private static let intervalMax = Milliseconds.seconds(5)
    /// Alerts that the store does not take: the newest are worth most.
    private static let untoldMax = 100
    /// For the last ones at a shutdown.
    private static let restTime = Milliseconds.seconds(2)

    func run() async throws {
        var untold = await cancelWhenGracefulShutdown {
            var feed = AlertFeed(
                desk: desk, current: current, certificates: certificates, watch: watch,
                store: store, clock: clock)
            var untold = Untold()
            while !Task.isCancelled {
                let isWaiting = await turn(&feed, &untold)
                let interval = isWaiting ? Self.intervalMin : Self.intervalMax
                // Cancelled at a shutdown: then the loop ends.
                try? await Task.sleep(for: interval.duration)
            }
            return untold
        }
        // Cancelled: nothing is waited for.
        if !Task.isCancelled { await tellRest(&untold) }
    }

    /// Whether something will be told within moments.
    func turn(_ feed: inout AlertFeed, _ untold: inout Untold) async -> Bool {
        guard current.snapshot.routes.takesAlerts else {
            untold = Untold()
            feed.rest()
            return false
        }
        feed.look()
        await tell(&untold, digestTime: AlertBook.digestTime)
        return desk.isWaiting || !untold.alerts.isEmpty
    }

    /// At a shutdown, once no delivery is on its way any more: what would be told within moments is
    /// stored at once, and sent after the next start.
    func tellRest(_ untold: inout Untold) async {
        guard current.snapshot.routes.takesAlerts else { return }
        await tell(&untold, digestTime: .zero, until: clock.now + Self.restTime)
        guard !untold.alerts.isEmpty else { return }
        logger.error("alerts were lost: the store does not take them")
    }

    private func tell(
        _ untold: inout Untold, digestTime: Milliseconds, until end: Timestamp? = nil
    ) async {
        let repeatAfter = current.configuration.alerts.repeatAfter
        untold.alerts += desk.round(
            .init(
                repeatAfter: repeatAfter, digestTime: digestTime,
                receivers: current.snapshot.routes.alertTargets))
        if untold.alerts.count > Self.untoldMax {
            logger.error("alerts were lost: the store does not take them")
            untold.alerts.removeFirst(untold.alerts.count - Self.untoldMax)
        }
        do throws(StoreError) {
            while let alert = untold.alerts.first, end.map({ clock.now <= $0 }) ?? true {
                try await store(alert, repeatAfter)
                untold = Untold(alerts: Array(untold.alerts.dropFirst()))
            }
        } catch {
            if !untold.isStuck {
                logger.warning(
                    "alerts cannot be stored; trying again", metadata: ["reason": "\(error)"])
            }
            untold.isStuck = true
        }
    }

    /// What the store has not taken yet.
    struct Untold: Sendable {
        var alerts: [Alert] = []
        /// Which is in the log already.
        var isStuck = false
    }

    private func store(_ alert: Alert, _ repeatAfter: Milliseconds) async throws(StoreError) {
        let snapshot = current.snapshot
        guard let planned = alert.planned(by: snapshot, at: clock.now, repeatAfter: repeatAfter)
        else { return }
        _ = try await store.append(AppendUnit([planned]))
        meter.counter(
            "signalbox_alerts_total", help: "Alerts stored, by what they are about.",
            [("type", alert.type.rawValue)]
        ).add()
        logger.info(
            "an alert is on its way",
            metadata: [
                "event": "\(planned.event.id)", "type": "\(alert.type.rawValue)",
                "message": "\(alert.message)",
            ])
    }
}
