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
        var version = name
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

    /// The rules that planned an event; nil when they are not kept any more.
    func configuration(version: String) throws(AdminProblem) -> Configuration? {
        if let current = configuration(), current.version == version { return current }
        return try read { () throws(StoreError) in
            try configurations.configuration(version) { () throws(StoreError) in
                try store.configuration(version)?.files
            }
        }?.configuration
    }

    /// Why an event went where it went: by the rules that planned it, or by those in force now.
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
            ? configuration() : try configuration(version: event.configurationVersion)
        guard let rules else {
            throw .notFound(
                isCurrent
                    ? "no configuration can be read"
                    : "the rules that planned it (\(event.configurationVersion)) are not kept any "
                        + "more; ask for the current ones")
        }
        do throws(TrialRefusal) {
            return AdminResponse(
                body: try TrialReport(
                    TrialMessage(event), stored: isCurrent ? nil : event, by: rules, now: clock.now
                ).json)
        } catch {
            throw AdminProblem(422, .configurationRefused, "\(error)")
        }
    }
}
