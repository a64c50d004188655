import Model
import Routing
import Settings
import Store

extension AdminAPI {
    /// Every route: the file's in their order, that of `alerts`, then those of settings of
    /// interviews.
    func routes(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        _ = try Parameters(request.query, known: [], now: clock.now)
        guard let configuration = configuration() else {
            throw AdminProblem(409, .nodeRefused, "the rules in force cannot be read")
        }
        let settings = try read { () throws(StoreError) in try store.interviewSettings() }
        return AdminResponse { json in
            json.member("configuration", configuration.plannedVersion)
            json.key("routes")
            json.array { json in
                let routes = configuration.routes
                for route in routes.routes + [routes.alerts].compactMap({ $0 }) {
                    json.object { json in json.routeMembers(route) }
                }
            }
            json.key("settings")
            json.array { json in
                for entry in settings {
                    let isInForce = configuration.takesSettings(of: entry.source)
                    for hook in InterviewHook.allCases {
                        guard let setting = entry.hooks[hook] else { continue }
                        json.object { json in
                            json.member("name", entry.key.routeName(hook))
                            json.member("source", entry.source)
                            json.member("interview", entry.interview)
                            json.member("milestone", hook.milestone.rawValue)
                            json.member("target", entry.key.targetName(hook))
                            json.member("host", Self.host(of: setting.url))
                            json.member("enabled", setting.isEnabled && isInForce)
                            json.member("revision", entry.revision)
                            json.member("changed_at", entry.changedAt.description)
                        }
                    }
                }
            }
        }
    }

    /// Without path and query, which may hold a token.
    private static func host(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return "" }
        let rest = url[scheme.upperBound...]
        return String(rest.prefix { $0 != "/" && $0 != "?" })
    }
}

extension JSONWriter {
    fileprivate mutating func routeMembers(_ route: Route) {
        member("name", route.name)
        key("match")
        array { json in for clause in route.match.clauses { json.string(clause) } }
        key("to")
        array { json in
            for entry in route.to {
                json.string(
                    entry.destination.isEmpty
                        ? entry.target : "\(entry.target) \(entry.destination)")
            }
        }
        member("enabled", route.enabled)
        if route.stop { member("stop", true) }
        if route.unrouted { member("unrouted", true) }
    }
}
