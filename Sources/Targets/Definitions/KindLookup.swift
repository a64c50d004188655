import Model

/// How a vendor finds candidates by email: the request, and where its answer names them. Data.
package struct KindLookup: Sendable {
    package let method: String
    /// Below the base; constants of the kind may stand in it.
    package let path: String
    /// `{email}` in a value is the address.
    let query: [(name: String, value: String)]
    /// Members of a JSON body with the address in it; empty: there is no body.
    let body: [(name: String, value: String)]
    let places: Places
    /// The page that says so.
    package let documentation: String

    /// Where the answer says what; `*` in a path stands for every element of an array.
    struct Places: Sendable {
        /// The array of candidates.
        let list: String
        /// Below a candidate: what a note is put on.
        let ids: String
        /// Below a candidate. Compared with the address that was looked for: many vendors search
        /// more than the address.
        let emails: [String]
        /// Below a candidate, when it came; nil: the vendor does not say.
        var created: String?
    }

    init(
        _ path: String, method: String = "GET", query: [(name: String, value: String)] = [],
        body: [(name: String, value: String)] = [], list: String, ids: String = "/id",
        emails: [String], created: String?, _ documentation: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        places = Places(list: list, ids: ids, emails: emails, created: created)
        self.documentation = documentation
    }
}

extension KindLookup {
    /// For the reference: `GET /v1/candidates?email={email}`.
    package var words: String {
        let parts = query.map { "\($0.name)=\($0.value)" } + body.map { "\($0.name): \($0.value)" }
        return "\(method) \(path)"
            + (query.isEmpty ? "" : "?")
            + (body.isEmpty ? parts.joined(separator: "&") : " {\(parts.joined(separator: ", "))}")
    }

    /// https://developers.greenhouse.io/harvest.html#get-list-candidates
    static let greenhouse = KindLookup(
        "/v1/candidates", query: [("email", "{email}")], list: "",
        emails: ["/email_addresses/*/value"], created: "/created_at",
        "https://developers.greenhouse.io/harvest.html#get-list-candidates")

    /// https://harvestdocs.greenhouse.io/reference/get_v3-candidates: a bare list.
    static let greenhouseV3 = KindLookup(
        "/v3/candidates", query: [("email", "{email}")], list: "",
        emails: ["/email_addresses/*/value"], created: "/created_at",
        "https://harvestdocs.greenhouse.io/reference/get_v3-candidates")

    /// https://hire.lever.co/developer/documentation#list-all-opportunities; the parameter is read
    /// in public clients.
    static let lever = KindLookup(
        "/v1/opportunities", query: [("email", "{email}")], list: "/data", emails: ["/emails/*"],
        created: "/createdAt",
        "https://hire.lever.co/developer/documentation#list-all-opportunities")

    /// https://developers.ashbyhq.com/reference/candidatesearch: at most 100 are named.
    static let ashby = KindLookup(
        "/candidate.search", method: "POST", body: [("email", "{email}")], list: "/results",
        emails: ["/primaryEmailAddress/value", "/emailAddresses/*/value"], created: "/createdAt",
        "https://developers.ashbyhq.com/reference/candidatesearch")

    /// https://workable.readme.io/reference/job-candidates-index
    static let workable = KindLookup(
        "/spi/v3/candidates", query: [("email", "{email}")], list: "/candidates",
        emails: ["/email"], created: "/created_at",
        "https://workable.readme.io/reference/job-candidates-index")

    /// https://developers.smartrecruiters.com/reference/candidatesall-1; quoted, or it would be
    /// taken for several words:
    /// https://help.smartrecruiters.com/Getting_Started/Platform/Searching_candidates_via_Candidate_API
    static let smartRecruiters = KindLookup(
        "/candidates", query: [("q", "\"{email}\""), ("limit", "100")], list: "/content",
        emails: ["/email"], created: "/createdOn",
        "https://developers.smartrecruiters.com/reference/candidatesall-1")

    /// https://docs.teamtailor.com, candidates; the filter is read in public clients.
    static let teamtailor = KindLookup(
        "/v1/candidates", query: [("filter[email]", "{email}")], list: "/data",
        emails: ["/attributes/email"], created: "/attributes/created-at",
        "https://docs.teamtailor.com")

    /// https://documentation.bamboohr.com/reference/get-applications: a search in all fields.
    static let bambooHR = KindLookup(
        "/api/v1/applicant_tracking/applications", query: [("searchString", "{email}")],
        list: "/applications", emails: ["/applicant/email"], created: "/appliedDate",
        "https://documentation.bamboohr.com/reference/get-applications")

    /// https://docs.recruitee.com/reference/searchnewcandidates: a search in all fields.
    static let recruitee = KindLookup(
        "/c/{company}/search/new/candidates",
        query: [
            ("filters_json", #"[{"field":"all","query":"{email}"}]"#), ("limit", "100"),
        ], list: "/hits", emails: ["/emails/*"], created: "/created_at",
        "https://docs.recruitee.com/reference/searchnewcandidates")

    /// https://www.zoho.com/recruit/developer-guide/apiv2/search-records.html: 204 when there is
    /// none.
    static let zohoRecruit = KindLookup(
        "/recruit/v2/Candidates/search", query: [("email", "{email}")], list: "/data",
        emails: ["/Email", "/Secondary_Email"], created: "/Created_Time",
        "https://www.zoho.com/recruit/developer-guide/apiv2/search-records.html")

    /// https://docs.merge.dev/merge-unified/ats/common-models/candidates/list
    static let merge = KindLookup(
        "/api/ats/v1/candidates", query: [("email_addresses", "{email}")], list: "/results",
        emails: ["/email_addresses/*/value"], created: "/remote_created_at",
        "https://docs.merge.dev/merge-unified/ats/common-models/candidates/list")

    /// https://docs.kombo.dev/ats/v1/get-candidates: a note stands on an application, and a
    /// candidate may have several.
    static let kombo = KindLookup(
        "/v1/ats/candidates", query: [("email", "{email}")], list: "/data/results",
        ids: "/applications/*/id", emails: ["/email_addresses/*/email_address"], created: nil,
        "https://docs.kombo.dev/ats/v1/get-candidates")
}
