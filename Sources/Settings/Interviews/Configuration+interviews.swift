package import Model
import Routing
import Targets
import Verification

extension Configuration {
    /// What events are said to be planned with: the file's version, and from the first settings of
    /// interviews on their revision: `cfg_3f1c…+12`.
    package var plannedVersion: String {
        settingsRevision == 0 ? version : "\(version)+\(settingsRevision)"
    }

    /// The two parts of a `plannedVersion`.
    package static func parts(
        ofPlannedVersion text: String
    ) -> (version: String, settingsRevision: Int64) {
        guard let plus = text.lastIndex(of: "+"),
            let revision = Int64(text[text.index(after: plus)...])
        else { return (text, 0) }
        return (String(text[..<plus]), revision)
    }

    /// How credentials of settings are to be had.
    package enum Credentials: Sendable {
        /// Nil: there is no key.
        case opened(CredentialSeal?)
        /// Only to show what would be sent: something stands for each.
        case shown
    }

    /// The file with these settings of interviews, in place of any it had. Those of sources without
    /// `settings` are left out. The answer names targets that could not be made since their
    /// credential cannot be opened: what is for them waits.
    package mutating func take(
        _ settings: some Sequence<InterviewSettings>, _ credentials: Credentials
    ) -> [String] {
        let inForce = settings.filter { takesSettings(of: $0.source) }
        routes = routes.with(RouteOverlay(inForce))
        settingsRevision = settings.reduce(0) { max($0, $1.revision) }
        let unopened = inForce.flatMap { entry in
            let made = interviewTargets(entry, credentials)
            targets.merge(made.targets) { $1 }
            return made.unopened
        }
        sealedTargets = Set(unopened)
        return unopened
    }

    /// After a change: what became of some of the settings, and targets made of them.
    package mutating func set(
        _ changed: [InterviewSettings], targets made: [String: TargetSettings], revision: Int64
    ) {
        var overlay = routes.overlay ?? RouteOverlay([])
        for entry in changed where takesSettings(of: entry.source) { overlay.set(entry) }
        routes = routes.with(overlay)
        targets.merge(made) { $1 }
        sealedTargets.subtract(made.keys)
        settingsRevision = revision
    }

    /// Another file with the settings that are in force beside this one.
    package func with(settingsOf other: Configuration) -> Configuration {
        var configuration = self
        configuration.routes = routes.with(other.routes.overlay)
        return configuration
    }

    /// The targets of one interview's hooks. Also disabled hooks have one: it sends what waits.
    package func interviewTargets(
        _ settings: InterviewSettings, _ credentials: Credentials
    ) -> (targets: [String: TargetSettings], unopened: [String]) {
        var made: [String: TargetSettings] = [:]
        var unopened: [String] = []
        guard let access = sources[settings.source]?.settings else { return (made, unopened) }
        let secret = settings.auth.flatMap { auth in
            switch credentials {
            case .opened(let seal): seal?.open(auth.sealed, for: settings.key)
            case .shown: Secret("sealed")
            }
        }
        for (hook, setting) in settings.hooks where !setting.url.isEmpty {
            let name = settings.key.targetName(hook)
            // Nothing is sent without the proof that its receiver asked for.
            if settings.auth?.isEnabled == true, secret == nil {
                unopened.append(name)
            } else {
                made[name] = try? InterviewTargets.target(
                    settings, hook, access: access, secret: secret)
            }
        }
        return (made, unopened.sorted())
    }

    /// Whether stored settings of a source's interviews are in force: its `settings` say so.
    package func takesSettings(of source: String) -> Bool { sources[source]?.settings != nil }

    /// The source that a key of the settings API is bound to; nil: none.
    package func source(ofSettingsKey key: String) -> String? {
        var found: String?
        for (name, source) in sources where source.settings?.admits(key) == true { found = name }
        return found
    }
}
