package import Model
package import Verification

extension InterviewCall {
    /// What the settings of an interview are after this call. `access`: what its source allows;
    /// `stored`: what they were.
    ///
    /// - Throws: the field that cannot be used; `.sealNeeded` when there are credentials to keep
    ///   and no key to seal them with.
    package func settings(
        of interview: InterviewKey, access: SettingsAccess, stored: InterviewSettings?,
        seal: CredentialSeal?, now: Timestamp, by caller: String
    ) throws(InterviewCallRefusal) -> InterviewSettings {
        var settings =
            stored
            ?? InterviewSettings(
                source: interview.source, interview: interview.interview, changedAt: now, by: "")
        settings.changedAt = now
        settings.by = caller
        for (hook, change) in hooks {
            let url = change.url ?? settings.hooks[hook]?.url ?? ""
            settings.hooks[hook] = .init(isEnabled: change.isEnabled, url: url)
        }
        if let auth {
            guard let kept = try kept(auth, stored, seal, interview) else {
                throw .field(
                    InterviewCallProblem(
                        "webhooks.auth.\(auth.kind.rawValue)", "is missing: none is stored"))
            }
            settings.auth = kept
        }
        // Made once to see that it can be.
        for hook in InterviewHook.allCases {
            guard let url = settings.hooks[hook]?.url, !url.isEmpty else { continue }
            do throws(InterviewCallProblem) {
                _ = try InterviewTargets.target(
                    settings, hook, access: access, secret: self.auth?.credential?.secret)
            } catch {
                throw .field(error)
            }
        }
        return settings
    }

    /// Nil: there is none to keep.
    private func kept(
        _ auth: Auth, _ stored: InterviewSettings?, _ seal: CredentialSeal?,
        _ interview: InterviewKey
    ) throws(InterviewCallRefusal) -> InterviewSettings.Auth? {
        guard let (name, secret) = auth.credential else {
            guard var kept = stored?.auth, kept.kind == auth.kind else { return nil }
            kept.isEnabled = auth.isEnabled
            return kept
        }
        guard let seal else { throw .sealNeeded }
        return InterviewSettings.Auth(
            kind: auth.kind, isEnabled: auth.isEnabled, name: name,
            sealed: seal.seal(secret, for: interview))
    }
}

/// Why a call of the settings API changes nothing.
package enum InterviewCallRefusal: Error, Equatable, Sendable {
    case field(InterviewCallProblem)
    /// Credentials are only kept sealed: `--store-key-file` names no key.
    case sealNeeded
}
