package import Model

/// The routes of the settings API: one for each hook of each interview, tried after those of the
/// file. Finding an event's takes two look-ups, however many there are.
package struct RouteOverlay: Sendable {
    private var sources: [ByteText: SourceRoutes] = [:]

    private struct SourceRoutes: Sendable {
        /// For interviews that do not set the hook themselves.
        var all: [InterviewHook: OverlayRoute] = [:]
        var interviews: [ByteText: [InterviewHook: OverlayRoute]] = [:]
    }

    package init(_ settings: some Sequence<InterviewSettings>) {
        for entry in settings { set(entry) }
    }

    /// Nothing can match.
    package var isEmpty: Bool { sources.isEmpty }

    /// Replaces what was set for the same interview.
    package mutating func set(_ settings: InterviewSettings) {
        var routes: [InterviewHook: OverlayRoute] = [:]
        for (hook, setting) in settings.hooks {
            routes[hook] = OverlayRoute(settings.key, hook, isEnabled: setting.isEnabled)
        }
        let source = ByteText(settings.source)
        if settings.interview.isEmpty {
            sources[source, default: SourceRoutes()].all = routes
        } else {
            sources[source, default: SourceRoutes()]
                .interviews[ByteText(settings.interview)] = routes
        }
    }

    /// The route that is about such an event, also one that is disabled.
    func route(for facts: EventFacts) -> OverlayRoute? {
        guard let hook = InterviewHook(facts.identity.milestone),
            let routes = sources[ByteText(facts.source)]
        else { return nil }
        return routes.interviews[ByteText(facts.identity.interview)]?[hook] ?? routes.all[hook]
    }
}

/// One hook of one interview, as a route.
struct OverlayRoute: Sendable {
    let planned: PlannedTarget
    let key: InterviewKey
    let hook: InterviewHook
    let isEnabled: Bool

    var name: String { planned.routes[0] }

    init(_ key: InterviewKey, _ hook: InterviewHook, isEnabled: Bool) {
        planned = PlannedTarget(
            target: key.targetName(hook), routes: [key.routeName(hook)])
        self.key = key
        self.hook = hook
        self.isEnabled = isEnabled
    }
}

extension InterviewKey {
    /// What the target of a hook is called: `xobin/4217/start`; `xobin/start` for all interviews.
    /// No target of a file has a slash in its name.
    package func targetName(_ hook: InterviewHook) -> String {
        (interview.isEmpty ? [source, hook.rawValue] : [source, interview, hook.rawValue])
            .joined(separator: "/")
    }

    /// `settings xobin/4217: start`; `settings xobin: start` for all interviews.
    package func routeName(_ hook: InterviewHook) -> String {
        "settings \(interview.isEmpty ? source : "\(source)/\(interview)"): \(hook.rawValue)"
    }
}
