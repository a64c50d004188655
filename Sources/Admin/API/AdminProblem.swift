package import Model
import Store

/// Why a call was refused: an RFC 9457 problem with a stable code. Texts are safe to show and log.
package struct AdminProblem: Error, Equatable, Sendable {
    /// The stable names; `docs/errors.md` lists them.
    package enum Code: String, Sendable, CaseIterable {
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case unknownParameter = "unknown_parameter"
        case invalidParameter = "invalid_parameter"
        case invalidBody = "invalid_body"
        case bodyTooLarge = "body_too_large"
        case unknownTarget = "unknown_target"
        case unknownSource = "unknown_source"
        case notCancellable = "not_cancellable"
        case notWaitingForPerson = "not_waiting_for_person"
        /// It needs a running node, and none runs.
        case nodeNeeded = "node_needed"
        case nodeRefused = "node_refused"
        case configurationRefused = "configuration_refused"
        case deadLettersUnreadable = "dead_letters_unreadable"
        case storeUnavailable = "store_unavailable"
        case storeRefused = "store_refused"
        /// More calls wait already than the node takes.
        case busy
        /// A call of the settings API; the field is named.
        case settingsRefused = "settings_refused"
        /// Credentials are kept sealed only, and there is no key.
        case sealNeeded = "store_key_needed"
        case unauthorized
        case hostRefused = "host_refused"
        case originRefused = "origin_refused"
    }

    package var status: Int
    package var code: Code
    /// One line for people: what is wrong with this call.
    package var detail: String
    /// Lines that belong to it: diagnostics of a configuration.
    package var lines: [String]
    package var headers: HeaderList
    /// What of the body it is about; empty: nothing in particular.
    package var field: String

    package init(
        _ status: Int, _ code: Code, _ detail: String, lines: [String] = [],
        headers: HeaderList = HeaderList(), field: String = ""
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.lines = lines
        self.headers = headers
        self.field = field
    }

    static func notFound(_ what: String) -> AdminProblem {
        AdminProblem(404, .notFound, what)
    }

    static func store(_ error: StoreError) -> AdminProblem {
        switch error {
        case .unavailable, .unusable, .closed:
            AdminProblem(
                503, .storeUnavailable, error.description, headers: HeaderList(["Retry-After": "5"])
            )
        case .rejected: AdminProblem(422, .storeRefused, error.description)
        }
    }

    package var response: AdminResponse {
        var response = AdminResponse(status: status) { json in
            json.member("title", Self.title(status))
            json.member("status", status)
            json.member("code", code.rawValue)
            json.member("detail", detail)
            if !field.isEmpty { json.member("field", field) }
            if !lines.isEmpty {
                json.key("lines")
                json.array { json in for line in lines { json.string(line) } }
            }
        }
        response.contentType = "application/problem+json"
        response.headers = headers
        return response
    }

    private static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not found"
        case 405: "Method not allowed"
        case 409: "Conflict"
        case 413: "Content too large"
        case 422: "Unprocessable content"
        case 503: "Service unavailable"
        default: "Error"
        }
    }
}
