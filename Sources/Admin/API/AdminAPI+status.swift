import Model
import Store

extension AdminAPI {
    func status(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let now = clock.now
        let node = node?.status()
        let backlog = store.backlog()
        let waitingForPerson = try read { () throws(StoreError) in try store.waitingForPerson() }
        let reports = try targetReports()
        let silent = self.node?.sources().filter { $0.silentSince != nil } ?? []
        return AdminResponse { json in
            json.member("product", Product.name)
            json.member("version", Product.version)
            json.member("node", node.map { $0.isStopping ? "stopping" : "running" } ?? "none")
            json.member("now", now.description)
            if let node {
                json.member("started_at", node.startedAt.description)
                json.key("configuration")
                json.configuration(node.configuration)
                if let certificate = node.certificate {
                    json.key("certificate")
                    json.object { json in
                        json.moment("loaded_at", certificate.loadedAt)
                        json.moment("not_after", certificate.notAfter)
                        json.member("ending", certificate.isEnding)
                        if let refusal = certificate.refusal { json.member("refusal", refusal) }
                    }
                }
                json.member("in_flight", node.inFlight)
                json.member("held", node.held)
            }
            json.key("backlog")
            json.object { json in
                json.member("deliveries", backlog.deliveries)
                json.moment("oldest_created_at", backlog.oldestCreatedAt)
                if let oldest = backlog.oldestCreatedAt {
                    json.member("oldest_age_ms", max(0, (now - oldest).count))
                }
                json.member("waiting_for_person", waitingForPerson)
            }
            json.key("targets")
            json.object { json in
                for state in TargetState.allCases {
                    json.member(state.rawValue, reports.count { $0.state == state })
                }
            }
            // What someone must look at, in full.
            json.key("attention")
            json.array { json in
                for report in reports where report.state != .sending { json.report(report) }
            }
            json.key("silent_sources")
            json.array { json in for source in silent { json.source(source, now: now) } }
            json.key("alerts")
            json.array { json in for alert in node?.alerts ?? [] { json.alert(alert) } }
        }
    }

    func reload(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        _ = try Instructions(request.body, known: [])
        guard let node else {
            throw AdminProblem(
                409, .nodeNeeded, "no node runs here; the next `signalbox serve` reads the file")
        }
        let outcome: ReloadOutcome
        do throws(NodeControlError) { outcome = try node.reload(by: request.caller) } catch {
            throw problem(error, target: "")
        }
        switch outcome {
        case .refused(let diagnostics):
            throw AdminProblem(
                422, .configurationRefused,
                "the new configuration has errors; the old one stays in force", lines: diagnostics)
        case .active(let version, let changed, let warnings):
            return AdminResponse { json in
                json.member("configuration", version)
                json.member("changed", changed)
                json.key("warnings")
                json.array { json in for warning in warnings { json.string(warning) } }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func alert(_ alert: Alert) {
        object { json in
            json.member("type", alert.type.rawValue)
            json.member("severity", alert.severity.rawValue)
            json.member("message", alert.message)
            json.member("advice", alert.advice)
            json.member("since", alert.since.description)
        }
    }
}
