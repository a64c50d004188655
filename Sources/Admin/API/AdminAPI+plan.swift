import Model
import Settings
import Store

extension AdminAPI {
    /// One slice of a plan: some stored events, newest first, held against the rules in force and
    /// against those that are sent along. `next` says where to go on. Read-only.
    func plan(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        let instructions = try Instructions(
            request.body, known: ["files", "since", "before"],
            bytesMax: Limits.adminConfigurationBytesMax)
        let files = try instructions.files("files")
        guard !files.isEmpty else { throw instructions.wrong("files", "is the edited rules") }
        guard let running = configuration() else {
            throw AdminProblem(
                409, .nodeRefused, "the rules in force cannot be read: nothing to compare with")
        }
        let edited = try edited(files).with(settingsOf: running)
        var query = EventQuery()
        query.since = try instructions.moment("since", now: clock.now)
        query.before = try instructions.text("before")
        query.limit = Page<Event>.pageItemsMax
        var comparison = PlanComparison(before: running, after: edited, now: clock.now)
        var (reached, bytes): (Timestamp?, Int) = (nil, 0)
        repeat {
            let page = try read { () throws(StoreError) in
                try store.wholeEvents(query, bytesMax: Limits.planPageBytes)
            }
            for event in page.items {
                comparison.add(event)
                bytes += event.body.count
            }
            reached = page.items.last?.receivedAt ?? reached
            query.before = page.next
        } while query.before != nil && bytes < Limits.planSliceBytes
            && comparison.tally.events < Limits.planSliceEvents
        return AdminResponse { json in
            json.member("running", running.version)
            json.member("edited", edited.version)
            comparison.tally.writeMembers(to: &json)
            json.moment("reached", reached)
            json.text("next", query.before)
        }
    }

    private func edited(_ files: [ConfigurationFile]) throws(AdminProblem) -> Configuration {
        let version = ConfigurationLoader.version(files)
        let result = try read { () throws(StoreError) in
            try configurations.configuration(version) { files }
        }
        guard let configuration = result?.configuration else {
            throw AdminProblem(
                422, .configurationRefused, "the edited rules would be refused",
                lines: result?.errors.map(\.rendered) ?? [])
        }
        return configuration
    }
}
