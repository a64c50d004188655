import Admin
import CurlTransport
import DeadLetters
import Dispatching
import Engine
import Ingress
import Logging
import Model
import SQLiteStore
import ServiceLifecycle
import Settings
import Store
import Synchronization
import Targets
import Telemetry
import UnixSignals

/// The composition root: builds every part from the settings and runs them as one group.
package struct Gateway {
    let settings: ProcessSettings
    let logger: Logger
    private let logs: LogOutput
    /// Lines for the person who started it: addresses, folders, what is missing.
    private let announce: @Sendable (String) -> Void

    package init(settings: ProcessSettings, announce: @escaping @Sendable (String) -> Void) {
        self.settings = settings
        self.announce = announce
        let output = settings.logs.standardError()
        let handlers = settings.logs.factory(output)
        logs = output
        logger = Logger(label: "signalbox", factory: handlers)
    }

    /// Serves until SIGTERM or SIGINT, then finishes what is on its way and returns; told again, it
    /// waits for nothing more.
    ///
    /// Throws when it cannot start; nothing is left running or half-written then.
    package func run() async throws(GatewayError) {
        ListenerThreads.fit()
        FileSizes.reportAsErrors()
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let clock = SystemClock()
        let metrics = MetricsRegistry()
        let current = try configuration(metrics, clock)
        let listener = try adminListener()
        let certificates = try certificates(metrics, clock)

        let alerts = AlertLog(logger: logger)
        let desk = AlertDesk(clock: clock)
        var engineSettings = EngineSettings()
        engineSettings.shards = settings.shards
        let engine = DeliveryEngine(
            settings: engineSettings, transports: Self.transports(CurlTransportFactory()),
            clock: clock, meter: metrics, logger: logger,
            alert: { alert in
                alerts.report(alert)
                desk.note(alert)
            })
        let store = try openStore(engine, clock, metrics)
        defer {
            store.close()
            logs.flush()
        }

        try takeSettings(store, current)

        let gate = IngressGate()
        let watch = intakeWatch(store, clock)
        let node = RunningNode(
            engine: engine, store: store, current: current, certificates: certificates, gate: gate,
            desk: desk, clock: clock)
        let workers = WorkerThreads()
        let api = AdminAPI(
            store: store,
            deadLetters: DeadLetterReader(directory: settings.deadLetterDirectory), node: node,
            interviews: InterviewNode(engine: engine, store: store, current: current, clock: clock),
            configuration: { current.configuration }, clock: clock)
        let isReady: @Sendable () -> Bool = { gate.isAccepting && watch.refusal() == nil }
        exposeBacklog(store, metrics, clock)
        let admin = AdminServices(
            api: api, workers: workers, metrics: { metrics.prometheusText() }, isReady: isReady,
            logger: serverLogger)
        var limits = IngressLimits()
        // Half for senders at most: the rest is for targets, the store, dead letters and admins.
        limits.connectionsMax = min(limits.connectionsMax, max(8, OpenFiles.raise() / 2))
        let pipeline = IngressPipeline(
            snapshot: { current.snapshot }, store: store, clock: clock, meter: metrics, gate: gate,
            limits: limits, isReady: isReady, overload: { watch.refusal() },
            proxies: settings.proxies, logger: logger)
        let control = try controlSocket(admin)
        try PortProbe.check([(.admin, settings.adminListen), (.ingress, settings.listen)])

        let targets = current.configuration.targets
        desk.takeUp(((try? store.targetStates()) ?? []).filter { targets[$0.target] != nil })
        // From here on deliveries are attempted.
        try start(engine, store, current)
        node.keepHistory(by: "start", logger: logger)
        let report = StartReport(
            settings: settings, configuration: current.configuration, announce: announce)
        let watches =
            [FileWatchService(node: node, logger: logger)]
            + (certificates.map { [FileWatchService(certificates: $0, logger: logger)] } ?? [])
        try await serve(
            [
                // Ends last: the engine may give up deliveries until it has ended.
                AlertService(
                    desk: desk, current: current, certificates: certificates, watch: watch,
                    store: store, meter: metrics, clock: clock, logger: logger),
                EngineService(engine: engine, grace: settings.grace),
                SweepService(store: store, clock: clock, logger: logger),
                ReloadService(node: node, signals: hangups, logger: logger),
            ] + watches + [
                RenameService(node: node),
                SilenceService(node: node, desk: desk, meter: metrics, logger: logger),
                control,
                NamedListener(
                    what: .admin, address: settings.adminListen,
                    service: admin.service(listener) { report.bound(.admin, port: $0) }),
                NamedListener(
                    what: .ingress, address: settings.listen,
                    service: IngressServer(
                        pipeline: pipeline, identity: certificates?.listener, logger: serverLogger
                    ).service(host: settings.listen.host, port: settings.listen.port) {
                        report.bound(.ingress, port: $0)
                    }),
                GateService(gate: gate, announce: announce),
            ], engine: engine)
        workers.close()
    }

    private func intakeWatch(_ store: SQLiteStore, _ clock: any Clock) -> IntakeWatch {
        let directory = settings.dataDirectory
        return IntakeWatch(
            limits: settings.intake, space: { DiskSpace.of(directory) },
            backlog: { store.backlog().deliveries }, clock: clock, logger: logger)
    }

    static func update(_ engine: DeliveryEngine, _ configuration: Configuration) {
        engine.update(
            targets: configuration.targets.mapValues(\.engineTarget),
            configurationVersion: configuration.plannedVersion)
    }

    private static func transports(_ factory: CurlTransportFactory) -> TransportFactory {
        { () throws(EngineError) in
            do throws(CurlTransportError) {
                return try factory.make()
            } catch {
                throw .transport("\(error)")
            }
        }
    }

    private func configuration(
        _ meter: any Meter, _ clock: any Clock
    ) throws(GatewayError) -> CurrentConfiguration {
        do throws(GatewayError) {
            let current = try CurrentConfiguration(
                path: settings.configuration, dataDirectory: settings.dataDirectory,
                seal: try seal(), resolver: .system, meter: meter, clock: clock)
            for warning in current.warningsAtStart { announce(warning + "\n") }
            return current
        } catch {
            if case .secretsMissing(_, let names) = error {
                announce(StartReport.missing(names, settings))
            }
            throw error
        }
    }

    /// Nil: senders come by plain HTTP.
    private func certificates(
        _ metrics: MetricsRegistry, _ clock: any Clock
    ) throws(GatewayError) -> CertificateKeeper? {
        guard let files = settings.tls else { return nil }
        let keeper = try CertificateKeeper(files, metrics: metrics, clock: clock, logger: logger)
        if let warning = keeper.warning { announce("warning: \(warning)\n") }
        return keeper
    }

    /// What the HTTP servers say by themselves is noise: the start report tells where they listen,
    /// and `NamedListener` why one could not.
    private var serverLogger: Logger {
        var logger = logger
        logger.logLevel = max(.critical, logger.logLevel)
        return logger
    }

    private func adminListener() throws(GatewayError) -> AdminListener {
        do throws(AdminListenerError) {
            return try AdminListener(
                host: settings.adminListen.host, port: settings.adminListen.port,
                token: settings.adminToken)
        } catch {
            throw .admin("\(error)")
        }
    }

    private func controlSocket(_ admin: AdminServices) throws(GatewayError) -> any Service {
        try PortProbe.check(controlSocket: settings.controlSocket)
        do throws(AdminListenerError) {
            return NamedListener(
                what: .control, address: nil,
                service: try admin.service(controlSocket: settings.controlSocket))
        } catch {
            throw .admin("\(error)")
        }
    }

    private func openStore(
        _ engine: DeliveryEngine, _ clock: any Clock, _ meter: any Meter
    ) throws(GatewayError) -> SQLiteStore {
        do throws(StoreError) {
            return try SQLiteStore.open(
                at: settings.dataDirectory, handOver: engine, clock: clock, meter: meter,
                logger: logger)
        } catch {
            throw .store("\(error)")
        }
    }

    private func start(
        _ engine: DeliveryEngine, _ store: SQLiteStore, _ current: CurrentConfiguration
    ) throws(GatewayError) {
        do throws(EngineError) {
            try engine.start(
                store: store, deadLetters: DeadLetterWriter(directory: settings.deadLetterDirectory)
            )
        } catch {
            throw .engine("\(error)")
        }
        Self.update(engine, current.configuration)
    }

    private func exposeBacklog(
        _ store: SQLiteStore, _ metrics: MetricsRegistry, _ clock: any Clock
    ) {
        metrics.gauge(
            "signalbox_backlog_deliveries", help: "Deliveries that have not ended.", []
        ) { Double(store.backlog().deliveries) }
        let directory = settings.dataDirectory
        metrics.gauge(
            "signalbox_disk_free_bytes", help: "Free space where the data directory is.", []
        ) { Double(DiskSpace.of(directory)?.free ?? 0) }
        metrics.gauge(
            "signalbox_backlog_oldest_seconds", help: "Age of the oldest of them.", []
        ) {
            guard let oldest = store.backlog().oldestCreatedAt else { return 0 }
            return max(0, Double((clock.now - oldest).count) / 1000)
        }
    }

    private func serve(
        _ services: [any Service], engine: DeliveryEngine
    ) async throws(GatewayError) {
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, logger: logger))
        let stops = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                tasks.addTask {
                    var signals = stops.makeAsyncIterator()
                    guard await signals.next() != nil else { return }
                    await group.triggerGracefulShutdown()
                    // The second one ends this task, and so cancels the group.
                    _ = await signals.next()
                }
                defer { tasks.cancelAll() }
                try await tasks.next()
            }
        } catch let error as GatewayError {
            await engine.shutdown(grace: .zero)
            throw error
        } catch is CancellationError {
            // Told twice to stop: the engine has recorded what it could.
        } catch {
            await engine.shutdown(grace: .zero)
            throw .engine("\(error)")
        }
    }
}
