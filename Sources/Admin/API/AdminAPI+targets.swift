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
            var record = TargetStateRecord(
                target: name, state: .paused, since: clock.now,
                reason: reason.isEmpty ? nil : Reason(code: "paused", message: reason),
                by: request.caller)
            record.stops = try storedStops(name)
            try write { [record] in store.setTargetState(record, completion: $0) }
        }
        let after = try report(name)
        return AdminResponse { json in json.members(of: after) }
    }

    func resume(_ request: AdminRequest, _ name: String) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let order = try ResumeOrder(request.body, now: clock.now)
        let before = try report(name)
        // First, so that nothing of what is not wanted any more is sent.
        var dropped: Int?
        if let moment = order.dropCreatedBefore {
            let reason = Reason(
                code: "dropped_at_resume",
                message: "it was too old when \(request.caller) resumed the target")
            dropped = try write {
                store.cancelWaiting(
                    target: name, createdBefore: moment, reason: reason, by: request.caller,
                    completion: $0)
            }
        }
        // What is not configured cannot be sent to, only be given up.
        if before.isRemoved, order.dropCreatedBefore == nil {
            throw AdminProblem(
                404, .unknownTarget,
                "'\(name.prefix(64))' is not configured any more: \(before.remedy ?? "")")
        } else if !before.isRemoved, let node {
            do throws(NodeControlError) {
                try node.resume(target: name, by: request.caller, slowly: order.slowly)
            } catch { throw problem(error, target: name) }
        } else if !before.isRemoved {
            try resumeStored(name, by: request.caller, slowly: order.slowly)
        }
        let after = try targetReports().first { $0.name == name } ?? before
        return AdminResponse { json in
            json.members(of: after)
            if let dropped { json.member("dropped", dropped) }
        }
    }

    private func resumeStored(
        _ name: String, by caller: String, slowly: SlowPace?
    ) throws(AdminProblem) {
        let now = clock.now
        var record = TargetStateRecord(target: name, state: .sending, since: now, by: caller)
        record.slowly = slowly
        record.stops = try storedStops(name)
        try write { [record] in store.setTargetState(record, completion: $0) }
        let stored = try read { () throws(StoreError) in try store.targetStates() }
        for place in stored
        where place.target == name && !place.destination.isEmpty && place.state != .sending {
            var open = place
            open.state = .sending
            open.since = now
            open.reason = nil
            open.notBefore = nil
            open.stops.append(Stop(from: place.since, to: now))
            try write { [open] in store.setTargetState(open, completion: $0) }
            _ = try write {
                store.expedite(
                    target: name, destination: place.destination, now: now, completion: $0)
            }
        }
    }

    /// When a target was stopped, up to now: what waited is not to blame.
    private func storedStops(_ name: String) throws(AdminProblem) -> [Stop] {
        let stored = try read { () throws(StoreError) in try store.targetStates() }
        guard let record = stored.first(where: { $0.target == name && $0.destination.isEmpty })
        else { return [] }
        switch record.state {
        case .paused, .blocked: return record.stops + [Stop(from: record.since, to: clock.now)]
        case .sending, .probing: return record.stops
        }
    }

    func targetReports() throws(AdminProblem) -> [TargetReport] {
        if let node { return node.targets() }
        let stored = try read { () throws(StoreError) in try store.targetStates() }
        let pending = try read { () throws(StoreError) in
            try store.pendingTargets(countMax: TargetReport.pendingCountMax)
        }
        return TargetReport.reports(
            configured: configuration()?.targetKinds ?? [:], stored: stored, pending: pending)
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
