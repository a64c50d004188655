import Model
import Targets
import Testing

struct KindRequestTests {
    private func request(
        _ kind: String, _ more: [String: KindValue] = [:], _ event: Event = KindFixture.event(),
        destination: String = ""
    ) throws -> OutboundRequest {
        try KindFixture.target(kind, more)
            .request(for: Fixture.context(event, destination: destination)).get()
    }

    private func body(_ request: OutboundRequest) -> String {
        String(decoding: request.body, as: UTF8.self)
    }

    @Test(
        "each ATS is asked at its own address, as itself, with its own body",
        arguments: [
            (
                "greenhouse-note",
                "https://harvest.greenhouse.io/v1/candidates/c-42/activity_feed/notes",
                "authorization", "Basic czNjcmV0LWFwaV9rZXk6",
                #"{"user_id":"acme","body":"§","visibility":"admin_only"}"#
            ),
            (
                "lever-note", "https://api.lever.co/v1/opportunities/c-42/notes",
                "authorization", "Basic czNjcmV0LWFwaV9rZXk6", #"{"value":"§"}"#
            ),
            (
                "ashby-note", "https://api.ashbyhq.com/candidate.createNote", "authorization",
                "Basic czNjcmV0LWFwaV9rZXk6", #"{"candidateId":"c-42","note":"§"}"#
            ),
            (
                "workable-comment", "https://acme.workable.com/spi/v3/candidates/c-42/comments",
                "authorization", "Bearer s3cret-token",
                #"{"member_id":"acme","comment":{"body":"§"}}"#
            ),
            (
                "smartrecruiters-message", "https://api.smartrecruiters.com/messages/shares",
                "x-smarttoken", "s3cret-api_key",
                ##"{"content":"#[CANDIDATE:c-42] §","shareWith":{"users":["u-1"]}}"##
            ),
            (
                "teamtailor-note", "https://api.teamtailor.com/v1/notes", "authorization",
                "Token token=s3cret-api_key",
                #"{"data":{"type":"notes","attributes":{"note":"§"},"relationships":"#
                    + #"{"candidate":{"data":{"type":"candidates","id":"c-42"}},"#
                    + #""user":{"data":{"type":"users","id":"acme"}}}}}"#
            ),
            (
                "bamboohr-comment",
                "https://acme.bamboohr.com/api/v1/applicant_tracking/applications/c-42/comments",
                "authorization", "Basic czNjcmV0LWFwaV9rZXk6eA==",
                #"{"type":"comment","comment":"§"}"#
            ),
            (
                "recruitee-note", "https://api.recruitee.com/c/acme/candidates/c-42/notes",
                "authorization", "Bearer s3cret-token", #"{"note":{"body":"§"}}"#
            ),
            (
                "jazzhr-note", "https://api.resumatorapi.com/v1/notes?apikey=s3cret-api_key",
                "content-type", "application/json",
                #"{"applicant_id":"c-42","contents":"§"}"#
            ),
            (
                "zoho-recruit-note", "https://recruit.zoho.com/recruit/v2/Notes",
                "authorization", "Zoho-oauthtoken s3cret-token",
                #"{"data":[{"Note_Title":"Interview","Note_Content":"§","#
                    + #""Parent_Id":"c-42","se_module":"Candidates"}]}"#
            ),
            (
                "merge-activity", "https://api.merge.dev/api/ats/v1/activities",
                "x-account-token", "s3cret-account_token",
                #"{"model":{"activity_type":"NOTE","subject":"Interview","body":"§","#
                    + #""visibility":"ADMIN_ONLY","candidate":"c-42"}}"#
            ),
            (
                "kombo-note", "https://api.kombo.dev/v1/ats/applications/c-42/notes",
                "x-integration-id", "acme",
                #"{"content":"§","content_type":"PLAIN_TEXT"}"#
            ),
        ])
    func ats(kind: String, url: String, header: String, value: String, body: String) throws {
        let note = "of {{run}}"
        let request = try request(kind, ["note": .text(note)])
        #expect(request.method == "POST")
        #expect(request.url == url)
        #expect(request.headers[header] == value)
        #expect(request.headers["webhook-id"] == Fixture.deliveryID.description)
        let expected = body.replacing("§", with: #"of r-7\n\n\#(KindFixture.event().id)"#)
        #expect(self.body(request) == expected)
    }

    @Test("settings that may be left out stand where the vendor wants them")
    func optional() throws {
        let lever = try request(
            "lever-note",
            ["perform_as": .text("u 1"), "secret_note": .flag(true), "region": .text("eu")])
        #expect(lever.url == "https://api.eu.lever.co/v1/opportunities/c-42/notes?perform_as=u%201")
        #expect(try JSONDocument(lever.body).root.member("secret")?.bool == true)
        let greenhouse = try request("greenhouse-note", ["on_behalf_of": .text("4080")])
        #expect(greenhouse.headers["on-behalf-of"] == "4080")
        let teamtailor = try request("teamtailor-note", ["region": .text("na")])
        #expect(teamtailor.url == "https://api.na.teamtailor.com/v1/notes")
        #expect(teamtailor.headers["content-type"] == "application/vnd.api+json")
        #expect(teamtailor.headers["x-api-version"] == "20210218")
    }

    @Test("every kind takes a url in place of the vendor's host")
    func otherHost() throws {
        for definition in KindCatalog.all {
            let url = "http://127.0.0.1:9000/stand-in"
            let value: KindValue =
                definition.isWebhook ? .secret(try Fixture.secret(url)) : .text(url + "/")
            let request = try KindFixture.target(definition, ["url": value])
                .request(for: Fixture.context(KindFixture.event())).get()
            #expect(request.url.hasPrefix(url), "\(definition.name)")
            #expect(!request.url.contains("stand-in//"), "\(definition.name)")
            _ = try JSONDocument(request.body)
        }
    }

    @Test("a note without a text of its own says what happened, and which event says so")
    func usualNote() throws {
        let event = KindFixture.event()
        let root = try JSONDocument(try request("lever-note", [:], event).body).root
        #expect(
            root.member("value")?.string == """
                Ana Lind: the interview report is ready; score 91/100
                Report: https://reports.example.com/r?a=1&b=2
                apriora · pos_91 · run r-7 · \(event.id)
                """)
    }

    @Test("without a usable id nothing is sent")
    func identifiers() throws {
        func code(_ kind: String, _ id: JSONScalar) throws -> String? {
            let event = KindFixture.event(more: ["ats_candidate": id])
            return try KindFixture.target(kind).failureCode(Fixture.context(event))
        }
        for definition in KindCatalog.all where definition.key("candidate") != nil {
            let name = definition.name
            #expect(try code(name, .null) == "identifier_missing", "\(name)")
            #expect(try code(name, .string(" \n")) == "identifier_missing", "\(name)")
            for bad in [
                "..", ".", "a/b", "a b", "1]#[CANDIDATE:2", "é", "a\u{0}b", "%2e%2e",
                String(repeating: "9", count: 257),
            ] { #expect(try code(name, .string(bad)) == "identifier_unusable", "\(name) \(bad)") }
            #expect(try code(name, .number(JSONNumber(4217))) == nil, "\(name)")
            #expect(try code(name, .string(" c-1 ")) == nil, "\(name)")
        }
    }

    @Test("a Slack message goes to the route's channel, else to the target's")
    func channels() throws {
        func channel(_ destination: String) throws -> String? {
            let request = try request("slack-api", [:], destination: destination)
            #expect(request.headers["authorization"] == "Bearer s3cret-token")
            return try JSONDocument(request.body).root.member("channel")?.string
        }
        #expect(try channel("") == "C0TRIAGE")
        #expect(try channel("C0BACKEND") == "C0BACKEND")
    }

    @Test("a route's own text is sent for its deliveries, to its destination alone")
    func routeTexts() throws {
        let target = try Fixture.kind(
            "slack-api",
            [
                "token": .secret(try Fixture.secret("xoxb-1")), "channel": .text("C0"),
                "text": .text("usual"),
            ],
            routeTexts: [
                .init(route: "board", destination: "C1"): "for the board: {{run}}",
                .init(route: "quiet", destination: ""): "quiet",
            ])
        func text(_ routes: [String], _ destination: String) throws -> String? {
            let context = Fixture.context(destination: destination, routes: routes)
            let request = try target.request(for: context).get()
            return try JSONDocument(request.body).root.member("text")?.string
        }
        #expect(try text(["board"], "C1") == "for the board: r-7")
        #expect(try text(["board"], "") == "usual")
        #expect(try text(["other", "quiet"], "") == "quiet")
        #expect(try text(["other"], "") == "usual")
    }

    @Test("a workflow gets its variables and nothing else; Discord and Google their parameters")
    func webhooks() throws {
        #expect(body(try request("slack-workflow")) == #"{"who":"Ana Lind","score":"91"}"#)
        func url(_ kind: String, _ url: String) throws -> String {
            try request(kind, ["url": .secret(try Fixture.secret(url))]).url
        }
        let discord = "https://discord.com/api/webhooks/1/abc"
        #expect(try url("discord", discord) == discord + "?wait=true")
        #expect(try url("discord", discord + "?thread_id=7") == discord + "?thread_id=7&wait=true")
        #expect(try url("discord", discord + "?wait=false") == discord + "?wait=false")
        let google = "https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t"
        #expect(try url("google-chat", google) == google)
    }

    @Test("a body that is larger than the vendor takes is not sent")
    func tooLong() throws {
        let text = String(repeating: "\u{0001F469}", count: 9000)
        let event = KindFixture.event(more: ["long": .string(text)])
        let target = try KindFixture.target(
            "slack-workflow",
            [
                "variables": .texts((0..<50).map { (name: "v\($0)", text: "{{fields.long}}") })
            ])
        #expect(target.failureCode(Fixture.context(event)) == "message_too_long")
        let blocks = try KindFixture.target(
            "slack", ["blocks": .text("[{{#body}}{{.}},{{/body}}1]")])
        let many = Fixture.event(
            body: "[" + Array(repeating: "1", count: 60).joined(separator: ",") + "]")
        #expect(blocks.failureCode(Fixture.context(many)) == "message_too_long")
        let none = try KindFixture.target("slack", ["blocks": .text("{{run}}")])
        #expect(none.failureCode(Fixture.context()) == "body_not_json")
    }

    @Test("secrets are in no preview and in no dead letter's command")
    func secrets() throws {
        for definition in KindCatalog.all {
            let target = try KindFixture.target(definition)
            let context = Fixture.context(KindFixture.event())
            let preview = try target.preview(of: context).get()
            let command = target.curlCommand(for: try target.request(for: context).get())
            let shown = "\(preview.url) \(preview.headers) \(command)"
            for leak in ["s3cret-", "t0ken-of-the-hook", "czNjcmV0"] {
                #expect(!shown.contains(leak), "\(definition.name)")
            }
        }
    }
}
