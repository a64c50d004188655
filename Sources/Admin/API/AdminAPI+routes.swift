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
                    json.object { json in json.routeMembers(route, configuration) }
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
    fileprivate mutating func routeMembers(_ route: Route, _ configuration: Configuration) {
        member("name", route.name)
        key("match")
        array { json in for clause in route.match.clauses { json.string(clause) } }
        key("to")
        array { json in
            for entry in route.to {
                json.object { json in
                    json.member("target", entry.target)
                    json.member("destination", entry.destination)
                    if let lookup = entry.lookup {
                        json.member("table", lookup.table.name)
                        json.member("key", lookup.key.description)
                    }
                    if configuration.hasText(entry, of: route) { json.member("text", true) }
                }
            }
        }
        member("enabled", route.enabled)
        if route.stop { member("stop", true) }
        if route.unrouted { member("unrouted", true) }
        moment("until", route.until)
        text("once_per", route.oncePer?.rawValue)
        if let staleAfter = route.staleAfter { member("stale_after_ms", staleAfter.count) }
    }
}
