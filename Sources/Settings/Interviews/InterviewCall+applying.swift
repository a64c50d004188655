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
        do throws(InterviewCallProblem) {
            try check(settings, access)
        } catch {
            throw .field(error)
        }
        return settings
    }

    /// Only what the call says: what it leaves as it was may be an address that was allowed once,
    /// and must not keep anybody from switching it off.
    private func check(
        _ settings: InterviewSettings, _ access: SettingsAccess
    ) throws(InterviewCallProblem) {
        if let auth = settings.auth, let secret = self.auth?.credential?.secret {
            try InterviewTargets.check(auth, secret)
        }
        for (hook, change) in hooks.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let url = change.url else { continue }
            // Made once to see that it can be.
            _ = try InterviewTargets.target(settings, hook, access: access, secret: nil)
            if change.isEnabled {
                try InterviewTargets.checkAddress(of: url, hook, access: access)
            }
        }
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
