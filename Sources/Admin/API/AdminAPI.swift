package import DeadLetters
package import Model
package import Settings
package import Store

/// The operators' JSON API, without HTTP around it.
///
/// The same object serves a running node (its listener and control socket) and a command that
/// opened the store itself because no node runs: then `node` is nil, what needs one answers 409
/// `node_needed`, and the rest works on the store alone. Endpoints are listed in
/// `docs/operations.md`.
package final class AdminAPI: Sendable {
    let store: any Store
    let deadLetters: DeadLetterReader
    let node: (any NodeControl)?
    let interviews: (any InterviewControl)?
    let configuration: @Sendable () -> Configuration?
    let configurations = StoredConfigurations()
    let clock: any Clock
    let redriveMax: Int

    /// - `configuration`: the one in force; without a node, the file's as far as it can be read.
    /// - `redriveMax`: deliveries that one redrive call makes at most.
    package init(
        store: any Store, deadLetters: DeadLetterReader, node: (any NodeControl)? = nil,
        interviews: (any InterviewControl)? = nil,
        configuration: @escaping @Sendable () -> Configuration? = { nil },
        clock: any Clock = SystemClock(), redriveMax: Int = Limits.redriveMax
    ) {
        self.store = store
        self.deadLetters = deadLetters
        self.node = node
        self.interviews = interviews
        self.configuration = configuration
        self.clock = clock
        self.redriveMax = redriveMax
    }

    /// Answers one call. Blocks while the store reads or commits, so never call it from an event
    /// loop or from the store's own thread; any number of other threads may call at once.
    package func call(_ request: AdminRequest) -> AdminResponse {
        do throws(AdminProblem) {
            return try answer(request)
        } catch {
            return error.response
        }
    }

    private func answer(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        if Self.isInterviewSettings(request.path) { return try interviewSettings(request) }
        guard request.path.hasPrefix("/api/") else { throw .notFound("there is no such page") }
        let segments = request.path.dropFirst("/api/".count)
            .split(separator: "/", omittingEmptySubsequences: false)
        // A `+` in a path is a plus, unlike in a query.
        let path = segments.map { segment in
            QueryString.decode(
                segment.split(
                    separator: "+", omittingEmptySubsequences: false
                ).joined(separator: "%2B"))
        }
        switch path.count {
        case 1: return try answer(request, path[0])
        case 2: return try answer(request, path[0], path[1])
        case 3: return try answer(request, path[0], path[1], path[2])
        default: throw .notFound("there is no such page")
        }
    }

    private func answer(
        _ request: AdminRequest, _ first: String
    ) throws(AdminProblem) -> AdminResponse {
        switch first {
        case "status":
            try only("GET", request)
            return try status(request)
        case "events":
            try only("GET", request)
            return try events(request)
        case "deliveries":
            try only("GET", request)
            return try deliveries(request)
        case "targets":
            try only("GET", request)
            return try targets(request)
        case "sources":
            try only("GET", request)
            return try sources(request)
        case "routes":
            try only("GET", request)
            return try routes(request)
        case "rejected":
            try only("GET", request)
            return try rejected(request)
        case "dead-letters":
            try only("GET", request)
            return try deadLetters(request)
        case "reload":
            try only("POST", request)
            return try reload(request)
        case "configurations":
            try only("GET", request)
            return try configurations(request)
        case "explain":
            try only("POST", request)
            return try explain(request)
        case "plan":
            try only("POST", request)
            return try plan(request)
        default: throw .notFound("there is no such page")
        }
    }

    private func answer(
        _ request: AdminRequest, _ first: String, _ second: String
    ) throws(AdminProblem) -> AdminResponse {
        switch (first, second) {
        case ("events", _):
            try only("GET", request)
            return try event(request, second)
        case ("deliveries", _):
            try only("GET", request)
            return try delivery(request, second)
        case ("configurations", _):
            try only("GET", request)
            return try configuration(request, second)
        case ("dead-letters", "redrive"):
            try only("POST", request)
            return try redrive(request)
        case ("dead-letters", _):
            try only("GET", request)
            return try deadLetter(request, second)
        default: throw .notFound("there is no such page")
        }
    }

    private func answer(
        _ request: AdminRequest, _ first: String, _ second: String, _ third: String
    ) throws(AdminProblem) -> AdminResponse {
        switch (first, third) {
        case ("targets", "pause"):
            try only("POST", request)
            return try pause(request, second)
        case ("targets", "resume"):
            try only("POST", request)
            return try resume(request, second)
        case ("sources", "pair"):
            try only("POST", request)
            return try pair(request, second)
        case ("targets", "test"):
            try only("POST", request)
            return try test(request, second)
        case ("deliveries", "cancel"):
            try only("POST", request)
            return try cancel(request, second)
        case ("deliveries", "resend"):
            try only("POST", request)
            return try resend(request, second)
        default: throw .notFound("there is no such page")
        }
    }

    private func only(_ method: String, _ request: AdminRequest) throws(AdminProblem) {
        guard request.method == method else {
            throw AdminProblem(
                405, .methodNotAllowed, "this page takes \(method) only",
                headers: HeaderList(["Allow": method]))
        }
    }

    /// Runs a read of the store and turns its trouble into an answer.
    func read<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(AdminProblem) -> Value {
        do throws(StoreError) { return try body() } catch { throw .store(error) }
    }

    /// Waits for a write of the store and turns its trouble into an answer.
    func write<Value: Sendable>(
        _ body: (@escaping @Sendable (Result<Value, StoreError>) -> Void) -> Void
    ) throws(AdminProblem) -> Value {
        do throws(StoreError) { return try CommitWait.run(body) } catch { throw .store(error) }
    }
}
