import Model
import Settings
import Store

/// The settings API of interviews, with the paths and bodies that Xobin documents
/// (app.xobin.com/api/docs/ai-interviews/settings/add-specific-webhook.html). A key in the header
/// `apiKey` says for which source; the admin token has no say here.
extension AdminAPI {
    static let interviewSettingsPath = "/ai-interviews/settings/webhooks"

    static func isInterviewSettings(_ path: String) -> Bool {
        path == interviewSettingsPath || path.hasPrefix(interviewSettingsPath + "/")
    }

    func interviewSettings(_ request: AdminRequest) throws(AdminProblem) -> AdminResponse {
        guard let interviews else {
            throw AdminProblem(409, .nodeNeeded, "settings are taken by the running node only")
        }
        guard let key = request.apiKey, let source = interviews.source(ofKey: key) else {
            throw AdminProblem(401, .unauthorized, "send the source's key in the header apiKey")
        }
        let rest = request.path.dropFirst(Self.interviewSettingsPath.count).dropFirst()
        let name = QueryString.decode(rest.replacing("+", with: "%2B"))
        let isForAll = request.path == Self.interviewSettingsPath
        guard isForAll || Self.isInterview(name) else {
            throw refused("ai_interview_id", "is 1 to \(Limits.idBytesMax) bytes on one line")
        }
        let interview = InterviewKey(source: source, interview: isForAll ? "" : name)
        switch request.method {
        case "GET": return try shown(interview)
        case "PUT" where !isForAll, "POST" where isForAll:
            try change(interview, request, interviews)
            return AdminResponse { json in
                json.member("status", "success")
                json.member("message", "Webhooks updated successfully")
            }
        default:
            let methods = isForAll ? "GET, POST" : "GET, PUT"
            throw AdminProblem(
                405, .methodNotAllowed, "this page takes \(methods) only",
                headers: HeaderList(["Allow": methods]))
        }
    }

    private static func isInterview(_ name: String) -> Bool {
        (1...Limits.idBytesMax).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private func change(
        _ interview: InterviewKey, _ request: AdminRequest, _ control: any InterviewControl
    ) throws(AdminProblem) {
        let call: InterviewCall
        do throws(InterviewCallProblem) {
            call = try InterviewCall(request.body, isForAll: interview.interview.isEmpty)
        } catch {
            throw refused(error.field, error.message)
        }
        do throws(InterviewControlError) {
            try control.change(interview, call, by: "settings key")
        } catch {
            switch error {
            case .refused(.field(let problem)): throw refused(problem.field, problem.message)
            case .refused(.sealNeeded):
                throw AdminProblem(
                    409, .sealNeeded,
                    "webhooks.auth is not kept: credentials are stored sealed, and this node was "
                        + "started without --store-key-file", field: "webhooks.auth")
            case .tooMany:
                throw refused(
                    "ai_interview_id",
                    "would be one too many: \(Limits.interviewSettingsMax) have settings")
            case .store(let error): throw .store(error)
            }
        }
    }

    private func refused(_ field: String, _ message: String) -> AdminProblem {
        AdminProblem(
            422, .settingsRefused, field.isEmpty ? message : "'\(field)' \(message)", field: field)
    }

    private func shown(_ interview: InterviewKey) throws(AdminProblem) -> AdminResponse {
        let stored = try read { () throws(StoreError) in
            try store.interviewSettings(of: interview)
        }
        guard let settings = stored.first else {
            throw .notFound("nothing was set here")
        }
        return AdminResponse { json in
            json.member("status", "success")
            json.key("webhooks")
            json.object { json in json.interviewMembers(settings) }
        }
    }
}

extension JSONWriter {
    /// As a caller may see them: without password and key.
    fileprivate mutating func interviewMembers(_ settings: InterviewSettings) {
        for hook in InterviewHook.allCases {
            guard let setting = settings.hooks[hook] else { continue }
            key(hook.rawValue)
            object { json in
                json.member("status", setting.isEnabled)
                json.member("url", setting.url)
            }
        }
        guard let auth = settings.auth else { return }
        key("auth")
        object { json in
            json.member("type", auth.kind.rawValue)
            json.member("status", auth.isEnabled)
            json.key(auth.kind.rawValue)
            json.object { json in
                let names =
                    switch auth.kind {
                    case .apikey: ("header", "apikey", "hasApikey")
                    case .basic: ("username", "password", "hasPassword")
                    }
                json.member(names.0, auth.name)
                json.key(names.1)
                json.null()
                json.member(names.2, !auth.sealed.isEmpty)
            }
        }
    }
}
