import Model
import Targets
import Testing

/// Messages as people read them, whatever a candidate is called.
struct KindMessageTests {
    private static let chats = KindCatalog.all.filter { $0.group == .chat }.map(\.name)
    private static let all = KindCatalog.all.map(\.name)

    private func root(_ kind: String, _ event: Event, _ more: [String: KindValue] = [:]) throws
        -> JSONView
    {
        let request = try KindFixture.target(kind, more).request(for: Fixture.context(event)).get()
        return try JSONDocument(request.body).root
    }

    private static let hostile = [
        "<!channel> <@U123> <https://evil.example|here>", "a & b &amp; c", "\"quotes\" 'and' \\",
        "line\nbreak\r\nand\ttab", "\u{202E}desrever\u{202C} \u{200F}mark", "@everyone @here",
        "[click](https://evil.example) **bold** `code` ~~x~~ ||spoiler||", "<users/all>",
        "<at>General</at>", "{{source}} {{> x}}", "\u{0}\u{1B}[31m", "}]}\",\"channel\":\"C0EVIL",
        String(repeating: "é", count: 100_000), String(repeating: "<", count: 100_000),
        "a" + String(repeating: "\u{301}", count: 20_000),
    ]

    @Test("any name arrives as text, within limits, in valid JSON", arguments: all)
    func injection(kind: String) throws {
        for name in Self.hostile {
            // The one names the candidate first, the other last.
            let milestones: [Milestone] =
                name.utf8.count > 1000 ? [.reportReady] : [.reportReady, .other]
            for milestone in milestones {
                let event = KindFixture.event(name: name, milestone: milestone)
                let root = try root(kind, event)
                for text in texts(in: root) {
                    #expect(text.unicodeScalars.count <= Limits.noteTextMax + 64)
                    #expect(
                        !text.contains("\r") && !text.contains("\0") && !text.contains("\u{1B}"))
                }
                #expect(root.member("channel")?.string != "C0EVIL")
            }
        }
    }

    @Test("in a chat nobody is called and nothing is linked by a name", arguments: chats)
    func mentions(kind: String) throws {
        for (name, traps) in [
            ("<!channel> <@U1>", ["<!channel>", "<@U1>"]), ("<users/all>", ["<users/all>"]),
            ("[here](https://evil.example)", ["[here](https://evil.example)"]),
            ("<https://evil.example|x>", ["<https://evil.example|x>"]),
        ] {
            let event = KindFixture.event(name: name)
            // Text runs of cards, a card's header and a workflow's variables know no marks.
            let found = texts(in: try root(kind, event))
            let marked = try root(kind, event, Self.ownText(kind))
            if kind == "teams" || kind == "slack-workflow" || kind == "google-chat" {
                #expect(!found.isEmpty)
            } else {
                for trap in traps where !(kind.hasPrefix("slack") && trap.hasPrefix("[")) {
                    for text in found { #expect(!text.contains(trap), "\(kind): \(text)") }
                }
            }
            guard !Self.ownText(kind).isEmpty else { continue }
            for trap in traps where !trap.hasPrefix("[") || ["teams", "discord"].contains(kind) {
                for text in texts(in: marked) { #expect(!text.contains(trap), "\(kind): \(text)") }
            }
        }
    }

    private static func ownText(_ kind: String) -> [String: KindValue] {
        kind == "slack-workflow" ? [:] : ["text": .text("{{fields.candidate_name}} came")]
    }

    @Test("without a text of its own each chat shows who, what, the score and the links")
    func usual() throws {
        for kind in Self.chats where kind != "slack-workflow" {
            for milestone in Milestone.allCases {
                let event = KindFixture.event(milestone: milestone)
                let shown = texts(in: try root(kind, event)).joined(separator: "\n")
                for part in ["Ana Lind", "91/100", "reports.example.com/r?a=1", "apriora"] {
                    #expect(shown.contains(part), "\(kind) \(milestone): \(part)")
                }
                let bare = try root(kind, Fixture.event(milestone: milestone))
                #expect(texts(in: bare).joined().contains("apriora"), "\(kind)")
            }
        }
    }

    @Test("a failed interview is marked, and a link that is none is text")
    func marks() throws {
        let failed = try root("slack", KindFixture.event(milestone: .failed))
        #expect(texts(in: failed).contains { $0.hasPrefix(":warning: *Ana Lind*") })
        for url in ["javascript:alert(1)", "https://a b", "https://x|y>", "ftp://x"] {
            let event = KindFixture.event(more: ["report_url": .string(url)])
            for kind in Self.chats where kind != "slack-workflow" {
                for text in texts(in: try root(kind, event)) {
                    #expect(!text.hasPrefix("<\(url)"), "\(kind)")
                }
            }
            let card = try root("teams", event)
            let content = card.member("attachments")?.element(0)?.member("content")
            #expect(content?.member("actions") == nil)
        }
    }

    @Test("Slack's blocks keep Slack's limits, and a text stands beside them")
    func slackBlocks() throws {
        for name in Self.hostile {
            let root = try root("slack", KindFixture.event(name: name))
            #expect(root.member("text")?.string?.isEmpty == false)
            let blocks = try #require(root.member("blocks"))
            #expect((1...50).contains(blocks.count))
            for block in blocks.elements {
                if let text = block.member("text")?.member("text")?.string {
                    #expect((1...3000).contains(text.count))
                }
                #expect((block.member("fields")?.count ?? 0) <= 10)
                for field in block.member("fields")?.elements.map({ $0 }) ?? [] {
                    #expect((field.member("text")?.string?.count ?? 0) <= 2000)
                }
            }
        }
    }

    @Test("blocks of one's own are sent with their values escaped twice")
    func ownBlocks() throws {
        let blocks =
            #"[{"type":"section","text":{"type":"mrkdwn","text":"{{fields.candidate_name}}"}}]"#
        let root = try root(
            "slack", KindFixture.event(name: "<!here> \"x\"\n"), ["blocks": .text(blocks)])
        #expect(
            root.member("blocks")?.element(0)?.member("text")?.member("text")?.string
                == "&lt;!here&gt; \"x\"\n")
        #expect(root.member("text")?.string?.contains("&lt;!here&gt;") == true)
    }

    @Test("Discord mentions nobody, and keeps its limits")
    func discord() throws {
        for name in Self.hostile {
            let event = KindFixture.event(name: name)
            for more in [[:], Self.ownText("discord")] {
                let root = try root("discord", event, more)
                #expect(root.member("allowed_mentions")?.member("parse")?.count == 0)
                #expect((root.member("content")?.string?.count ?? 0) <= 2000)
                let embed = root.member("embeds")?.element(0)
                #expect((embed?.member("description")?.string?.count ?? 0) <= 4096)
                for field in embed?.member("fields")?.elements.map({ $0 }) ?? [] {
                    #expect((field.member("value")?.string?.count ?? 0) <= 1024)
                }
            }
        }
    }

    @Test("a card for Teams fits into what Teams takes")
    func teams() throws {
        for name in Self.hostile {
            for more in [[:], Self.ownText("teams")] {
                let request = try KindFixture.target("teams", more)
                    .request(for: Fixture.context(KindFixture.event(name: name))).get()
                #expect(request.body.count <= 28 << 10)
            }
        }
    }

    @Test("a URL stays one in Markdown")
    func markdownURL() throws {
        let event = KindFixture.event(more: ["report_url": .string("https://r.example/a_b?c=(1)")])
        let root = try root("discord", event, ["text": .text("{{fields.report_url}}")])
        #expect(root.member("content")?.string == "https://r.example/a%5Fb?c=%281%29")
    }
}
