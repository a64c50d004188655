import Model
import Targets

/// A vendor's search for candidates as its documentation describes it.
struct VendorSearch: Sendable {
    let kind: String
    var method = "GET"
    /// Without the query.
    let url: String
    /// Where the address stands: a parameter, or a member of the body; and around it.
    let place: String
    var form = "EMAIL"
    /// One of those whom it finds; the answer around the list of them.
    let person: String
    let frame: String
    /// When it finds nobody.
    var nobody: (status: Int, body: String)?

    struct Person: Sendable {
        var id: String
        var email: String
        var created = "2026-01-05T10:00:00Z"
    }

    /// Whether the vendor would take it as a search for this address.
    func takes(_ request: OutboundRequest, for email: String) -> Bool {
        let parts = request.url.split(separator: "?", maxSplits: 1).map(String.init)
        let wanted = form.replacing("EMAIL", with: email)
        guard request.method == method, parts[0] == url,
            request.headers["accept"] == "application/json"
        else { return false }
        if method == "POST" {
            return request.headers["content-type"]?.contains("json") == true
                && (try? JSONDocument(request.body).root)?.member(place)?.string == wanted
        }
        return request.body.isEmpty && request.headers["content-type"] == nil
            && QueryString.pairs(parts.count > 1 ? parts[1] : "")
                .contains { $0.name == place && $0.value == wanted }
    }

    func answer(_ people: [Person]) -> VendorStandIn.Answer {
        if people.isEmpty, let nobody { return .init(nobody.status, nobody.body) }
        let list = people.map { found in
            person.replacing("ID", with: found.id).replacing("EMAIL", with: found.email)
                .replacing("DATE", with: found.created)
        }
        return .init(
            200, frame.replacing("LIST", with: "[\(list.joined(separator: ","))]"))
    }

    /// docs/targets.md has each vendor's page.
    static let all: [VendorSearch] = [
        .init(
            kind: "greenhouse-note", url: "https://harvest.greenhouse.io/v1/candidates",
            place: "email",
            person: #"{"id":ID,"created_at":"DATE","email_addresses":[{"value":"EMAIL"}]}"#,
            frame: "LIST"),
        .init(
            kind: "lever-note", url: "https://api.lever.co/v1/opportunities", place: "email",
            person: #"{"id":"ID","emails":["EMAIL"],"createdAt":"DATE"}"#,
            frame: #"{"data":LIST,"hasNext":false}"#),
        .init(
            kind: "ashby-note", method: "POST", url: "https://api.ashbyhq.com/candidate.search",
            place: "email",
            person: #"{"id":"ID","createdAt":"DATE","primaryEmailAddress":{"value":"EMAIL"}}"#,
            frame: #"{"success":true,"results":LIST}"#),
        .init(
            kind: "workable-comment", url: "https://acme.workable.com/spi/v3/candidates",
            place: "email", person: #"{"id":"ID","email":"EMAIL","created_at":"DATE"}"#,
            frame: #"{"candidates":LIST}"#),
        .init(
            kind: "smartrecruiters-message", url: "https://api.smartrecruiters.com/candidates",
            place: "q", form: "\"EMAIL\"",
            person: #"{"id":"ID","email":"EMAIL","createdOn":"DATE"}"#,
            frame: #"{"totalFound":1,"content":LIST}"#),
        .init(
            kind: "teamtailor-note", url: "https://api.teamtailor.com/v1/candidates",
            place: "filter[email]",
            person: #"{"id":"ID","attributes":{"email":"EMAIL","created-at":"DATE"}}"#,
            frame: #"{"data":LIST}"#),
        .init(
            kind: "bamboohr-comment",
            url: "https://acme.bamboohr.com/api/v1/applicant_tracking/applications",
            place: "searchString",
            person: #"{"id":ID,"appliedDate":"DATE","applicant":{"id":1,"email":"EMAIL"}}"#,
            frame: #"{"paginationComplete":true,"applications":LIST}"#),
        .init(
            kind: "recruitee-note", url: "https://api.recruitee.com/c/acme/search/new/candidates",
            place: "filters_json", form: #"[{"field":"all","query":"EMAIL"}]"#,
            person: #"{"id":ID,"emails":["other@example.com","EMAIL"],"created_at":"DATE"}"#,
            frame: #"{"hits":LIST,"total":1}"#),
        .init(
            kind: "zoho-recruit-note",
            url: "https://recruit.zoho.com/recruit/v2/Candidates/search", place: "email",
            person: #"{"id":"ID","Email":null,"Secondary_Email":"EMAIL","Created_Time":"DATE"}"#,
            frame: #"{"data":LIST,"info":{}}"#, nobody: (204, "")),
        .init(
            kind: "merge-activity", url: "https://api.merge.dev/api/ats/v1/candidates",
            place: "email_addresses",
            person:
                #"{"id":"ID","remote_created_at":"DATE","email_addresses":[{"value":"EMAIL"}]}"#,
            frame: #"{"next":null,"results":LIST}"#),
        .init(
            kind: "kombo-note", url: "https://api.kombo.dev/v1/ats/candidates", place: "email",
            person:
                #"{"email_addresses":[{"email_address":"EMAIL"}],"applications":[{"id":"ID"}]}"#,
            frame: #"{"status":"success","data":{"next":null,"results":LIST}}"#),
    ]
}
