import Model
import Targets
import Testing

struct SnippetTests {
    private func snippet(_ target: Target, _ body: [UInt8]) -> String {
        target.snippet(of: OutboundResponse(status: 400, body: body))
    }

    @Test("a target's secrets do not appear, in whatever form they are echoed")
    func redaction() throws {
        let target = try Fixture.http {
            $0.credential = .basic(username: "me", password: try? Fixture.secret("p/w\"<&5"))
            $0.signingSecrets = [try? Fixture.secret("whsec_c2lnbmluZw==")].compactMap { $0 }
            $0.otherSecrets = [try? Fixture.secret("from-env")].compactMap { $0 }
            $0.headers = [.init(name: "X-Api-Key", value: "k3y-value")]
        }
        for leak in [
            "p/w\"<&5", "p\\/w\\\"<&5", "p%2Fw%22%3C%265", "p/w&quot;&lt;&amp;5",
            "bWU6cC93IjwmNQ==", "whsec_c2lnbmluZw==", "from-env", "k3y-value",
        ] {
            let text = snippet(target, Array("bad key \(leak)!".utf8))
            #expect(text == "bad key •••!", "\(leak)")
        }
    }

    @Test("the webhook's URL and token are redacted, also when cut off at the end")
    func slackURL() throws {
        let target = try Fixture.slack()
        let url = "https://hooks.slack.com/services/T0/B0/s3cr3tvalue"
        #expect(snippet(target, Array("POST \(url) failed".utf8)) == "POST ••• failed")
        #expect(snippet(target, Array("token s3cr3tvalue".utf8)) == "token •••")
        #expect(snippet(target, Array("POST \(url)".utf8.dropLast(3))) == "POST •••")
    }

    @Test("a snippet is valid UTF-8 without control characters, within its limit")
    func sanitised() throws {
        let target = try Fixture.http()
        let text = snippet(target, [0x61, 0x00, 0x1B, 0x5B, 0x0A, 0xFF, 0xC2, 0x85, 0x62])
        #expect(text == "a  [ \u{FFFD} b")
        #expect(snippet(target, []) == "")
        for length in 1020...1030 {
            let body = [UInt8](repeating: 0x61, count: length) + Array("é€😀".utf8)
            let text = snippet(target, body)
            #expect(text.utf8.count <= Limits.snippetStoredBytes)
            #expect(!text.contains("\u{FFFD}"))
        }
        let binary = snippet(target, [UInt8](repeating: 0xFF, count: 5000))
        #expect(binary.utf8.count <= Limits.snippetStoredBytes && binary.utf8.count > 1000)
    }
}
