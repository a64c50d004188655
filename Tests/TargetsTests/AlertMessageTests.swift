import Model
import Targets
import Testing

/// Alerts as people read them, in every chat.
struct AlertMessageTests {
    private static let chats = KindCatalog.all.filter { $0.group == .chat }.map(\.name)
        .filter { $0 != "slack-workflow" }

    private func event(_ state: Alert.State, _ count: Int, name: String = "target") -> Event {
        let subjects = (0..<count).map { number in
            Alert.Subject(
                name: "\(name)-\(number)",
                reason: Reason(
                    code: "http_forbidden", message: "refused \(number) <b> *x*",
                    advice: "look at \(number)"), since: Fixture.now)
        }
        return Alert(
            .targetBlocked, state, severity: state == .over ? .notice : .error,
            message: "\(count) <targets> are blocked", advice: count == 1 ? "look at 0" : "",
            since: Fixture.now, count: count, subjects: subjects
        ).event(id: .make(at: Fixture.now), at: Fixture.now, configurationVersion: "cfg_1")
    }

    private func shown(_ kind: String, _ event: Event) throws -> String {
        let request = try KindFixture.target(kind).request(for: Fixture.context(event)).get()
        return texts(in: try JSONDocument(request.body).root).joined(separator: "\n")
    }

    @Test("headline, what to do and whom it is about, within limits", arguments: chats)
    func readable(kind: String) throws {
        let one = try shown(kind, event(.begun, 1))
        #expect(one.contains("Signalbox") && one.contains("are blocked"), "\(one)")
        #expect(one.contains("look at 0") && one.contains("target.blocked"), "\(one)")
        #expect(!one.contains("refused 0"), "the message says it already: \(one)")
        let three = try shown(kind, event(.lasts, 3))
        for number in 0..<3 {
            #expect(three.contains("refused \(number)") && three.contains("look at \(number)"))
        }
        #expect(three.contains("Since"), "\(three)")
        let many = try shown(kind, event(.begun, 20, name: String(repeating: "x", count: 300)))
        #expect(many.contains("refused 6") && !many.contains("refused 7"))
    }

    @Test("a target's own text is about candidates, and no alert's", arguments: chats)
    func ownText(kind: String) throws {
        let values: [String: KindValue] = ["text": .text("{{fields.candidate_name}} came")]
        let target = try KindFixture.target(kind, values)
        let request = try target.request(for: Fixture.context(event(.begun, 1))).get()
        let shown = texts(in: try JSONDocument(request.body).root).joined()
        #expect(shown.contains("are blocked") && !shown.contains("came"), "\(shown)")
    }

    @Test("a text that a route or `alerts` has for a target is taken")
    func routeText() throws {
        let target = try Fixture.kind(
            "slack", ["url": .secret(try Fixture.secret("https://hooks.slack.com/services/T/B/x"))],
            routeTexts: [.init(route: "alerts", destination: ""): "{{fields.state}}: {{type}}"])
        let context = Fixture.context(event(.begun, 1), routes: ["alerts"])
        let body = try JSONDocument(try target.request(for: context).get().body).root
        #expect(body.member("text")?.string == "begun: target.blocked")
        #expect(body.member("blocks") == nil)
    }

    @Test("texts are escaped as all others are")
    func escaped() throws {
        let slack = try shown("slack", event(.begun, 2, name: "<!channel>"))
        #expect(slack.contains("&lt;targets&gt;") && !slack.contains("<!channel>"), "\(slack)")
        let discord = try shown("discord", event(.begun, 2, name: "**x**"))
        #expect(discord.contains(#"\*x\*"#) && !discord.contains("**x**"), "\(discord)")
    }

    @Test("only what is wrong is marked")
    func marked() throws {
        #expect(try shown("slack", event(.begun, 1)).contains(":warning:"))
        #expect(try !shown("slack", event(.over, 1)).contains(":warning:"))
    }

    @Test("plain HTTP gets the alert as JSON")
    func json() throws {
        let request = try Fixture.http().request(for: Fixture.context(event(.begun, 1))).get()
        let root = try JSONDocument(request.body).root
        #expect(root.member("type")?.string == "target.blocked")
        #expect(root.member("state")?.string == "begun")
        #expect(root.member("since")?.string == Fixture.now.description)
        #expect(root.member("count")?.number?.int64 == 1)
        let subject = root.member("subjects")?.element(0)
        #expect(subject?.member("code")?.string == "http_forbidden")
        #expect(subject?.member("count") == nil)
    }

    @Test("a test message, which has the same source, is none")
    func test() throws {
        let event = Fixture.event(
            source: Alert.source, type: "signalbox.test",
            fields: ["candidate_name": .string("Ana")])
        #expect(try shown("slack", event).contains("Ana"))
    }
}
