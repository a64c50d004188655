import Model
import Targets

/// A vendor as its documentation describes it: looks at a request as the vendor would, and answers
/// in the vendor's own words.
struct VendorStandIn: Sendable {
    let kind: String
    var method = "POST"
    /// `*` is any one segment.
    let path: String
    /// Below the host: what a target's `url` has to hold in place of the vendor's.
    var base = ""
    /// Header or parameter, and what it must be.
    let credential: Credential
    /// Places of the body that must hold text, each of at most so many Unicode scalars.
    let needs: [(place: String, max: Int)]
    /// Other headers that must be there.
    var headers: [String] = []
    let success: Answer
    /// Its answer to a wrong credential, a missing field, and an object that it does not know.
    var unauthorized = Answer(401)
    var invalid = Answer(400)
    var unknown: Answer?
    var throttled = Answer(429)

    struct Answer: Sendable {
        var status: Int
        var body = ""
        var headers = HeaderList()

        init(_ status: Int, _ body: String = "", headers: HeaderList = HeaderList()) {
            self.status = status
            self.body = body
            self.headers = headers
        }
    }

    enum Credential: Sendable {
        case header(String, String)
        case parameter(String, String)
        /// The address itself is the secret.
        case address
    }

    /// What the vendor says; `isBusy`: it has had enough for now.
    func answer(_ request: OutboundRequest, isBusy: Bool = false) -> Answer {
        guard !isBusy else { return throttled }
        let parts = request.url.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").dropFirst().map(String.init)
        let known = self.path.split(separator: "/").map(String.init)
        guard request.method == method, path.count == known.count,
            zip(path, known).allSatisfy({ $1 == "*" || $0 == $1 })
        else { return Answer(404, "no such route") }
        switch credential {
        case .header(let name, let value):
            guard request.headers[name] == value else { return unauthorized }
        case .parameter(let name, let value):
            let pairs = QueryString.pairs(parts.count > 1 ? String(parts[1]) : "")
            guard pairs.contains(where: { $0.name == name && $0.value == value }) else {
                return unauthorized
            }
        case .address: break
        }
        guard headers.allSatisfy({ request.headers[$0]?.isEmpty == false }),
            request.headers["content-type"]?.contains("json") == true,
            let root = try? JSONDocument(request.body).root
        else { return invalid }
        for need in needs {
            guard let place = JSONPointer(need.place),
                let text = root.value(at: place)?.string, !text.isEmpty,
                text.unicodeScalars.count <= need.max
            else { return invalid }
        }
        let mentionsUnknown =
            request.url.contains("unknown-id")
            || String(decoding: request.body, as: UTF8.self).contains("unknown-id")
        return mentionsUnknown ? unknown ?? invalid : success
    }
}

extension VendorStandIn {
    private static let basic = Credential.header("authorization", "Basic czNjcmV0LWFwaV9rZXk6")

    private static func retryAfter(_ status: Int, _ body: String = "") -> Answer {
        Answer(status, body, headers: ["Retry-After": "11"])
    }

    /// docs/targets.md has each vendor's page.
    static let all: [VendorStandIn] = chats + trackers + connectors

    private static let chats: [VendorStandIn] = [
        VendorStandIn(
            kind: "slack", path: "vendor.example/hooks/*", credential: .address,
            needs: [("/text", 4000)], success: Answer(200, "ok"),
            unauthorized: Answer(403, "invalid_token"), invalid: Answer(400, "invalid_payload"),
            throttled: retryAfter(429, "rate_limited")),
        VendorStandIn(
            kind: "slack-api", path: "slack.com/api/chat.postMessage",
            base: "/api",
            credential: .header("authorization", "Bearer s3cret-token"),
            needs: [("/channel", 80), ("/text", 4000)],
            success: Answer(200, #"{"ok":true,"ts":"1.2"}"#),
            unauthorized: Answer(200, #"{"ok":false,"error":"invalid_auth"}"#),
            invalid: Answer(200, #"{"ok":false,"error":"no_text"}"#),
            throttled: retryAfter(429, #"{"ok":false,"error":"ratelimited"}"#)),
        VendorStandIn(
            kind: "slack-workflow", path: "vendor.example/hooks/*",
            credential: .address, needs: [("/who", 10_000), ("/score", 100)],
            success: Answer(200, #"{"ok":true}"#), unauthorized: Answer(404, "no_service"),
            invalid: Answer(400, #"{"ok":false,"error":"invalid_payload"}"#),
            throttled: retryAfter(429)),
        VendorStandIn(
            kind: "teams", path: "vendor.example/hooks/*", credential: .address,
            needs: [
                ("/type", 10), ("/attachments/0/contentType", 60),
                ("/attachments/0/content/type", 20),
            ], success: Answer(202),
            throttled: Answer(
                200,
                "Webhook message delivery failed with error: Microsoft Teams endpoint returned "
                    + "HTTP error 429 with ContextId x")),
        VendorStandIn(
            kind: "discord", path: "vendor.example/hooks/*",
            credential: .parameter("wait", "true"), needs: [],
            success: Answer(200, #"{"id":"1"}"#),
            invalid: Answer(400, #"{"code":50006}"#),
            throttled: Answer(429, #"{"message":"slow","retry_after":11.0,"global":false}"#)),
        VendorStandIn(
            kind: "google-chat", path: "vendor.example/hooks/*",
            credential: .address, needs: [], success: Answer(200, #"{"name":"spaces/A"}"#),
            unauthorized: Answer(403)),
    ]

    private static let trackers: [VendorStandIn] = [
        VendorStandIn(
            kind: "greenhouse-note",
            path: "harvest.greenhouse.io/v1/candidates/*/activity_feed/notes", credential: basic,
            needs: [("/user_id", 64), ("/body", 10_000), ("/visibility", 16)],
            headers: ["on-behalf-of"], success: Answer(201, "{}"),
            invalid: Answer(422, #"{"message":"Validation error","errors":[{}]}"#),
            unknown: Answer(404, #"{"message":"Resource not found"}"#),
            throttled: retryAfter(429)),
        VendorStandIn(
            kind: "lever-note", path: "api.lever.co/v1/opportunities/*/notes",
            credential: basic, needs: [("/value", 10_000)], success: Answer(200, #"{"data":{}}"#),
            unknown: Answer(404)),
        VendorStandIn(
            kind: "ashby-note", path: "api.ashbyhq.com/candidate.createNote",
            credential: basic, needs: [("/candidateId", 256), ("/note", 10_000)],
            success: Answer(200, #"{"success":true,"results":{}}"#),
            invalid: Answer(200, #"{"success":false,"errors":["invalid_input"]}"#),
            unknown: Answer(200, #"{"success":false,"errors":["candidate_not_found"]}"#)),
        VendorStandIn(
            kind: "workable-comment",
            path: "acme.workable.com/spi/v3/candidates/*/comments",
            credential: .header("authorization", "Bearer s3cret-token"),
            needs: [("/member_id", 64), ("/comment/body", 10_000)], success: Answer(201, "{}"),
            invalid: Answer(422), unknown: Answer(404)),
        VendorStandIn(
            kind: "smartrecruiters-message",
            path: "api.smartrecruiters.com/messages/shares",
            credential: .header("x-smarttoken", "s3cret-api_key"),
            needs: [("/content", 10_300), ("/shareWith/users/0", 64)], success: Answer(201, "{}"),
            unknown: Answer(404)),
        VendorStandIn(
            kind: "teamtailor-note", path: "api.teamtailor.com/v1/notes",
            credential: .header("authorization", "Token token=s3cret-api_key"),
            needs: [
                ("/data/type", 16), ("/data/attributes/note", 10_000),
                ("/data/relationships/candidate/data/id", 256),
                ("/data/relationships/user/data/id", 64),
            ], headers: ["x-api-version"], success: Answer(201, #"{"data":{}}"#),
            invalid: Answer(422), unknown: Answer(404),
            throttled: Answer(429, headers: ["X-Rate-Limit-Reset": "11"])),
        VendorStandIn(
            kind: "bamboohr-comment",
            path: "acme.bamboohr.com/api/v1/applicant_tracking/applications/*/comments",
            credential: .header("authorization", "Basic czNjcmV0LWFwaV9rZXk6eA=="),
            needs: [("/type", 16), ("/comment", 10_000)], success: Answer(201),
            unknown: Answer(404),
            throttled: retryAfter(503)),
        VendorStandIn(
            kind: "recruitee-note",
            path: "api.recruitee.com/c/acme/candidates/*/notes",
            credential: .header("authorization", "Bearer s3cret-token"),
            needs: [("/note/body", 10_000)], success: Answer(201, "{}"), invalid: Answer(422),
            unknown: Answer(404)),
        VendorStandIn(
            kind: "jazzhr-note", path: "api.resumatorapi.com/v1/notes",
            credential: .parameter("apikey", "s3cret-api_key"),
            needs: [("/applicant_id", 256), ("/contents", 10_000)], success: Answer(200, "{}"),
            unauthorized: Answer(403), unknown: Answer(404)),
    ]

    private static let connectors: [VendorStandIn] = [
        VendorStandIn(
            kind: "zoho-recruit-note", path: "recruit.zoho.com/recruit/v2/Notes",
            credential: .header("authorization", "Zoho-oauthtoken s3cret-token"),
            needs: [
                ("/data/0/Note_Title", 120), ("/data/0/Note_Content", 10_000),
                ("/data/0/Parent_Id", 256), ("/data/0/se_module", 16),
            ], success: Answer(201, #"{"data":[{"code":"SUCCESS","status":"success"}]}"#),
            unauthorized: Answer(401, #"{"code":"INVALID_TOKEN","status":"error"}"#),
            invalid: Answer(202, #"{"data":[{"code":"MANDATORY_NOT_FOUND","status":"error"}]}"#),
            unknown: Answer(202, #"{"data":[{"code":"INVALID_DATA","status":"error"}]}"#)),
        VendorStandIn(
            kind: "merge-activity", path: "api.merge.dev/api/ats/v1/activities",
            credential: .header("authorization", "Bearer s3cret-api_key"),
            needs: [
                ("/model/activity_type", 16), ("/model/body", 10_000),
                ("/model/visibility", 16), ("/model/candidate", 256),
            ], headers: ["x-account-token"], success: Answer(201, #"{"model":{}}"#),
            unknown: Answer(404)),
        VendorStandIn(
            kind: "kombo-note",
            path: "api.kombo.dev/v1/ats/applications/*/notes",
            credential: .header("authorization", "Bearer s3cret-api_key"),
            needs: [("/content", 10_000), ("/content_type", 16)], headers: ["x-integration-id"],
            success: Answer(200, #"{"status":"success"}"#), unknown: Answer(404)),
    ]
}
