import ArgumentParser
import Model
import Routing

/// What planning one event costs among a few routes and among many, one per job.
struct PlanRate: ParsableCommand {
    @Option(help: "Routes, one per job.") var routes = 10
    @Option(help: "Events planned.") var events = 100_000

    func run() throws {
        let table = RouteTable(
            try (0..<routes).map { number in
                var match = Match()
                match.definition = try TextMatcher(["job_\(number)"])
                return Route(name: "job \(number)", match: match, to: [RouteTarget("target")])
            })
        let body = try JSONDocument(
            Array(#"{"event":"session.completed","data":{"overallScore":82}}"#.utf8))
        var planned = 0
        let cpu = ProcessTime.now
        for number in 0..<events {
            let facts = EventFacts(
                source: "bench",
                identity: EventIdentity(
                    type: "session.completed", milestone: .reportReady,
                    definition: "job_\(number % routes)", run: "run_\(number)"),
                method: "POST", query: "", headers: HeaderList(), body: body.root,
                receivedAt: .zero)
            planned += table.match(facts).planned.count
        }
        let used = ProcessTime.now - cpu
        guard planned == events else { throw ValidationError("planned \(planned) of \(events)") }
        print("plan_nanoseconds=\(used * 1000 / Int64(events))")
    }
}
