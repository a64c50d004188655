import Model
import Settings
import Store

extension AdminAPI {
    func targets(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let reports = try targetReports()
        return AdminResponse { json in
            json.key("targets")
            json.array { json in for report in reports { json.report(report) } }
        }
    }

    func pause(_ request: AdminRequest, _ name: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let reason = try Instructions(request.body, known: ["reason"]).text("reason") ?? ""
        _ = try report(name)
        if let node {
            do throws(NodeControlError) {
                try node.pause(target: name, reason: reason, by: request.caller)
            } catch { throw problem(error, target: name) }
        } else {
            let record = TargetStateRecord(
                target: name, state: .paused, since: clock.now,
                reason: reason.isEmpty ? nil : Reason(code: "paused", message: reason),
                by: request.caller)
            try write { store.setTargetState(record, completion: $0) }
        }
        let after = try report(name)
        return AdminResponse { json in json.members(of: after) }
    }

    func resume(_ request: AdminRequest, _ name: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        _ = try Instructions(request.body, known: [])
        _ = try report(name)
        if let node {
            do throws(NodeControlError) {
                try node.resume(target: name, by: request.caller)
            } catch { throw problem(error, target: name) }
        } else {
            let record = TargetStateRecord(
                target: name, state: .sending, since: clock.now, by: request.caller)
            try write { store.setTargetState(record, completion: $0) }
        }
        let after = try report(name)
        return AdminResponse { json in json.members(of: after) }
    }

    func targetReports() throws(AdminProblem) -> [TargetReport] {
        if let node { return node.targets() }
        let stored = try read { () throws(StoreError) in try store.targetStates() }
        return TargetReport.reports(
            configured: configuration()?.targetKinds ?? [:], stored: stored)
    }

    private func report(_ name: String) throws(AdminProblem) -> TargetReport {
        guard let report = try targetReports().first(where: { $0.name == name }) else {
            throw problem(.unknownTarget, target: name)
        }
        return report
    }

    func problem(_ error: NodeControlError, target: String) -> AdminProblem {
        switch error {
        case .unknownTarget, .unknownSource:
            AdminProblem(
                404, .unknownTarget,
                "there is no target '\(target.prefix(64))'; `signalbox targets` lists them")
        case .unavailable(let text):
            AdminProblem(503, .storeUnavailable, text, headers: HeaderList(["Retry-After": "5"]))
        case .refused(let text): AdminProblem(409, .nodeRefused, text)
        }
    }
}
