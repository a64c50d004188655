import Dispatching
import Model
import Routing
import Targets
import Verification

/// Targets of the settings API: `http`, with the event's bytes as they came.
enum InterviewTargets {
    /// The target of one hook with an address. `secret`: its credential, opened.
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
        if let auth, let secret {
            http.credential =
                switch auth.kind {
                case .apikey: .header(name: auth.name, value: secret)
                case .basic: .basic(username: auth.name, password: secret)
                }
        }
        var target: Target
        do throws(TargetError) {
            let kind = try HTTPTarget(http)
            target = Target(name: settings.key.targetName(hook), kind: .http(kind))
        } catch {
            guard error.setting != "url" else { throw InterviewCallProblem(field, error.problem) }
            throw InterviewCallProblem(
                "webhooks.auth.\(auth?.kind.rawValue ?? "type")", error.problem)
        }
        target.connection.allowPrivate = access.allowPrivate
        // A name is looked up, and its addresses judged, before each connection.
        let addressGuard = AddressGuard(allowed: access.allowPrivate)
        if let refusal = http.literalAddress.flatMap(addressGuard.refusal) {
            throw InterviewCallProblem(field, "is no address to send to: \(refusal.rule)")
        }
        var made = TargetSettings(target: target, policy: DeliveryPolicy(), written: url)
        // One series for all of a source: there may be tens of thousands.
        made.meterName = "\(settings.source)/settings"
        return made
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
