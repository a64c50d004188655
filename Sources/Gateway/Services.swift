import Engine
import Ingress
import Logging
import Model
import ServiceLifecycle
import Store
import UnixSignals

/// Closes the gate first at a shutdown: new requests get 503, those under way are answered.
struct GateService: Service {
    let gate: IngressGate
    let announce: @Sendable (String) -> Void

    func run() async throws {
        defer { gate.close() }
        // Cancelled: something could not start, which is told elsewhere.
        guard (try? await gracefulShutdown()) != nil else { return }
        announce("stopping: no new events; what is on its way is finished")
    }
}

/// Holds the delivery engine until the end: at a shutdown everything before it has stopped, so
/// that no new delivery comes while it finishes what is on its way. Cancelled (a second SIGTERM),
/// it waits for nothing more.
struct EngineService: Service {
    let engine: DeliveryEngine
    let grace: Milliseconds

    func run() async throws {
        try? await gracefulShutdown()
        await withTaskCancellationHandler {
            await engine.shutdown(grace: grace)
        } onCancel: {
            engine.hurry()
        }
    }
}

/// Reloads configuration and certificate on SIGHUP.
struct ReloadService: Service {
    let node: RunningNode
    /// Begun before anything else was: a SIGHUP during the start must not end the process.
    let signals: UnixSignalsSequence
    let logger: Logger

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            node.reloadCertificates(by: "SIGHUP")
            node.reloadAndReport(by: "SIGHUP", logger: logger)
        }
    }
}

/// Moves what waits for former names of targets: at the start, and now and then, since an attempt
/// that was on its way under the old name ends later.
struct RenameService: Service {
    let node: RunningNode
    var interval = Milliseconds.minutes(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                node.moveRenamed()
                // Cancelled at a shutdown: then the loop ends.
                try? await Task.sleep(for: interval.duration)
            }
        }
    }
}

/// Lets retention remove what it may, in small steps, once an hour.
struct SweepService: Service {
    let store: any Store
    let clock: any Clock
    let logger: Logger
    var interval = Milliseconds.hours(1)

    /// Events per step: short enough that commits of new events hardly notice.
    private static let step = 200

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await sweep()
                // Cancelled at a shutdown: then the loop ends.
                try? await Task.sleep(for: interval.duration)
            }
        }
    }

    private func sweep() async {
        var removed = 0
        while !Task.isCancelled {
            let result = await withCheckedContinuation { continuation in
                store.sweep(Retention(), now: clock.now, limit: Self.step) {
                    continuation.resume(returning: $0)
                }
            }
            switch result {
            case .success(let count):
                removed += count
                if count == Self.step { continue }
            case .failure(let error):
                logger.warning("retention could not run", metadata: ["reason": "\(error)"])
            }
            break
        }
        if removed > 0 { logger.info("retention", metadata: ["events_removed": "\(removed)"]) }
    }
}
