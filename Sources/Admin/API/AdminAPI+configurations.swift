import Model
import Settings
import Store

extension AdminAPI {
    /// Which configurations were in force, newest first.
    func configurations(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        let parameters = try Parameters(request.query, known: ["limit"], now: clock.now)
        let limit = try parameters.limit()
        let history = try read { () throws(StoreError) in try store.configurations(limit: limit) }
        return AdminResponse { json in
            json.key("configurations")
            json.array { json in
                for entry in history {
                    json.object { json in
                        json.member("version", entry.version)
                        json.member("activated_at", entry.activatedAt.description)
                        json.member("by", entry.by)
                    }
                }
            }
        }
    }

    /// One of them with its files; `current` for the one in force.
    func configuration(
        _ request: AdminRequest, _ name: String
    ) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let record = try record(name)
        return AdminResponse { json in
            json.member("version", record.version)
            json.member("activated_at", record.activatedAt.description)
            json.member("by", record.by)
            json.key("files")
            json.array { json in
                for file in record.files {
                    json.object { json in
                        json.member("name", file.name)
                        json.member("text", String(decoding: file.bytes, as: UTF8.self))
                    }
                }
            }
        }
    }

    private func record(_ name: String) throws(AdminProblem) -> ConfigurationRecord {
        var version = Configuration.parts(ofPlannedVersion: name).version
        if name == "current" {
            let newest = try read { () throws(StoreError) in try store.configurations(limit: 1) }
            guard let newest = newest.first else {
                throw .notFound("no configuration was in force yet")
            }
            version = newest.version
        }
        guard
            let record = try read({ () throws(StoreError) in try store.configuration(version) })
        else {
            throw .notFound(
                "there is no configuration \(version.prefix(64)); old ones are removed")
        }
        return record
    }

    /// The rules that planned an event, settings of interviews included; nil when they are not kept
    /// any more.
    func configuration(of event: Event) throws(AdminProblem) -> Configuration? {
        let planned = event.configurationVersion
        if let current = configuration(), current.plannedVersion == planned { return current }
        let (version, revision) = Configuration.parts(ofPlannedVersion: planned)
        guard var configuration = try configuration(version: version) else { return nil }
        var settings: [InterviewSettings] = []
        for interview in revision == 0 ? [] : Set(["", event.identity.interview]) {
            let history = try read { () throws(StoreError) in
                try store.interviewSettings(of: .init(source: event.source, interview: interview))
            }
            let then = history.first { $0.revision <= revision }
            if then == nil, history.count == Limits.interviewSettingsKeptMax { return nil }
            settings += then.map { [$0] } ?? []
        }
        _ = configuration.take(settings, .shown)
        return configuration
    }

    private func configuration(version: String) throws(AdminProblem) -> Configuration? {
        if let current = configuration(), current.version == version { return current }
        return try read { () throws(StoreError) in
            try configurations.configuration(version) { () throws(StoreError) in
                try store.configuration(version)?.files
            }
        }?.configuration
    }

    /// Why an event went where it went, by the rules that planned it or by those in force now, and
    /// what became of it.
    func explain(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let instructions = try Instructions(request.body, known: ["event", "current"])
        guard let text = try instructions.text("event"), let id = EventID(text) else {
            throw instructions.wrong("event", "is the id of an event, evt_…")
        }
        guard let event = try read({ () throws(StoreError) in try store.event(id) }) else {
            throw .notFound("there is no event \(text.prefix(64)); old ones are removed")
        }
        let isCurrent = try instructions.flag("current")
        let rules =
            isCurrent
            ? configuration() : try configuration(of: event)
        guard let rules else {
            throw .notFound(
                isCurrent
                    ? "no configuration can be read"
                    : "the rules that planned it (\(event.configurationVersion)) are not kept any "
                        + "more; ask for the current ones")
        }
        let page = try deliveries(of: id)
        do throws(TrialRefusal) {
            let report = try TrialReport(
                TrialMessage(event), stored: isCurrent ? nil : event,
                made: page.items.map(\.delivery), by: rules, now: clock.now)
            return AdminResponse { json in
                report.writeMembers(to: &json)
                json.page("deliveries", page) { json, delivery in json.delivery(delivery) }
            }
        } catch {
            throw AdminProblem(422, .configurationRefused, "\(error)")
        }
    }
}
