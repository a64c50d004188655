import Dispatching
import Model
import Routing
import Targets
import Verification

/// Targets of the settings API: `http`, with the event's bytes as they came.
enum InterviewTargets {
    /// The target of one hook with an address, whatever that is: the address guard judges it before
    /// each connection. `secret`: its credential, opened.
    static func target(
        _ settings: InterviewSettings, _ hook: InterviewHook, access: SettingsAccess,
        secret: Secret?
    ) throws(InterviewCallProblem) -> TargetSettings {
        let url = settings.hooks[hook]?.url ?? ""
        let field = "webhooks.\(hook.rawValue).url"
        guard !url.utf8.contains(UInt8(ascii: "{")), url.utf8.count <= Limits.urlBytesMax else {
            throw InterviewCallProblem(
                field, "is an address of at most \(Limits.urlBytesMax) bytes, without braces")
        }
        var http = HTTPTargetSettings(url: url)
        let auth = settings.auth.flatMap { $0.isEnabled ? $0 : nil }
        if let auth, let secret { http.credential = credential(auth, secret) }
        var target: Target
        do throws(TargetError) {
            let kind = try HTTPTarget(http)
            target = Target(name: settings.key.targetName(hook), kind: .http(kind))
        } catch {
            throw InterviewCallProblem(field, error.problem)
        }
        target.connection.allowPrivate = access.allowPrivate
        var made = TargetSettings(target: target, policy: DeliveryPolicy(), written: url)
        // One series for all of a source: there may be tens of thousands.
        made.meterName = "\(settings.source)/settings"
        return made
    }

    /// Whether an address is one to send to. A name is looked up before each connection only.
    static func checkAddress(
        of url: String, _ hook: InterviewHook, access: SettingsAccess
    ) throws(InterviewCallProblem) {
        let addressGuard = AddressGuard(allowed: access.allowPrivate)
        let address = HTTPTargetSettings(url: url).literalAddress
        guard let refusal = address.flatMap(addressGuard.refusal) else { return }
        throw InterviewCallProblem(
            "webhooks.\(hook.rawValue).url", "is no address to send to: \(refusal.rule)")
    }

    /// Whether a request can carry the credential, wherever it goes.
    static func check(
        _ auth: InterviewSettings.Auth, _ secret: Secret
    ) throws(InterviewCallProblem) {
        var http = HTTPTargetSettings(url: "https://receiver.invalid/")
        http.credential = credential(auth, secret)
        do throws(TargetError) { _ = try HTTPTarget(http) } catch {
            throw InterviewCallProblem("webhooks.auth.\(auth.kind.rawValue)", error.problem)
        }
    }

    private static func credential(
        _ auth: InterviewSettings.Auth, _ secret: Secret
    ) -> HTTPTargetSettings.Credential {
        switch auth.kind {
        case .apikey: .header(name: auth.name, value: secret)
        case .basic: .basic(username: auth.name, password: secret)
        }
    }
}

extension TargetError {
    /// Without the setting's name, which the caller of the API does not know.
    fileprivate var problem: String {
        switch self {
        case .invalid(_, let problem): problem
        case .template(_, let error): "\(error)"
        }
    }
}
