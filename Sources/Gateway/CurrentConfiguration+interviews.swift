import Ingress
import Model
import Settings
import Synchronization

/// Settings of interviews, as the store has them. They outlive reloads.
struct Interviews: Sendable {
    var settings: [InterviewKey: InterviewSettings] = [:]
    let seal: CredentialSeal?
}

extension CurrentConfiguration {
    /// What the store holds, before anything is planned or sent. The answer is a line for each
    /// target that has to wait, since its credential cannot be opened.
    func take(stored: [InterviewSettings]) -> [String] {
        reloading.withLock { interviews in
            for entry in stored { interviews.settings[entry.key] = entry }
            guard !stored.isEmpty else { return [] }
            return loaded.withLock { loaded in
                let unopened = loaded.configuration.take(
                    stored, .opened(interviews.seal))
                loaded.snapshot = loaded.snapshot.with(
                    routes: loaded.configuration.routes,
                    configurationVersion: loaded.configuration.plannedVersion)
                return unopened.map { Self.waits($0) }
            }
        }
    }

    static func waits(_ target: String) -> String {
        "what is for '\(target)' waits: its credential was sealed with a key that --store-key-file "
            + "does not name"
    }

    /// Changes settings: `make` says which of what there is become what, `keep` stores them and
    /// tells their revision, `apply` makes their targets known. Nothing changes when one of them
    /// throws. One change at a time, and none during a reload.
    func change<Failure: Error>(
        make: (Interviews, Configuration) throws(Failure) -> [InterviewSettings],
        keep: ([InterviewSettings]) throws(Failure) -> Int64,
        apply: ([String: TargetSettings], _ version: String) -> Void
    ) throws(Failure) {
        try reloading.withLock { (interviews) throws(Failure) in
            let configuration = configuration
            var changed = try make(interviews, configuration)
            let revision = try keep(changed)
            for index in changed.indices {
                changed[index].revision = revision
                interviews.settings[changed[index].key] = changed[index]
            }
            let credentials = Configuration.Credentials.opened(interviews.seal)
            let targets = changed.reduce(into: [:]) { targets, entry in
                targets.merge(configuration.interviewTargets(entry, credentials).targets) { $1 }
            }
            let after = loaded.withLock { loaded in
                loaded.configuration.set(changed, targets: targets, revision: revision)
                return loaded.configuration
            }
            // A target is known before an event is planned for it.
            apply(targets, after.plannedVersion)
            loaded.withLock { loaded in
                loaded.snapshot = loaded.snapshot.with(
                    routes: after.routes, configurationVersion: after.plannedVersion)
            }
        }
    }
}
