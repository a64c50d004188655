import Model
import Testing

@testable import Targets

/// `greenhouse-note` speaks two versions of Harvest.
@Suite("Greenhouse, Harvest v3")
struct GreenhouseTests {
    private func target(_ more: [String: KindValue] = [:]) throws -> Target {
        var values: [String: KindValue] = [
            "api": .text("v3"), "client_id": .text("relay"),
            "client_secret": .secret(try Fixture.secret("client-secret-text")),
            "on_behalf_of": .text("4080"), "visibility": .text("private"),
            "note": .text("done"),
        ]
        values.merge(more) { $1 }
        return try Fixture.kind("greenhouse-note", values)
    }

    @Test("the note goes to the route for notes, with the candidate in the body and a token")
    func request() throws {
        let event = KindFixture.event(more: ["ats_candidate": .string("17681532")])
        var context = Fixture.context(event)
        context.access = AccessToken(
            secret: try Fixture.secret("access-token"), expiresAt: .distantFuture,
            refreshAt: .distantFuture)
        let request = try target().request(for: context).get()
        #expect(request.method == "POST")
        #expect(request.url == "https://harvest.greenhouse.io/v3/notes")
        #expect(request.headers["authorization"] == "Bearer access-token")
        #expect(request.headers["on-behalf-of"] == nil)
        let text = String(decoding: request.body, as: UTF8.self)
        #expect(text.hasPrefix(#"{"candidate_id":17681532,"user_id":4080,"body":"done"#))
        #expect(text.hasSuffix(#","visibility":"private","note_type":"NOTE"}"#))
        // What is no number stays a text, for the vendor to refuse.
        let odd = Fixture.context(KindFixture.event())
        let other = String(
            decoding: try target().request(for: odd).get().body, as: UTF8.self)
        #expect(other.hasPrefix(#"{"candidate_id":"c-42","#))
    }

    @Test("its tokens act as the author")
    func token() throws {
        let client = try #require(try target().oauth)
        let asked = client.request(ConnectionPolicy())
        #expect(asked.url == "https://auth.greenhouse.io/token")
        #expect(asked.headers["authorization"]?.hasPrefix("Basic ") == true)
        #expect(
            String(decoding: asked.body, as: UTF8.self)
                == "grant_type=client_credentials&sub=4080")
        let moved = try target(["token_url": .text("http://127.0.0.1:9/token")])
        #expect(
            try #require(moved.oauth).request(ConnectionPolicy()).url
                == "http://127.0.0.1:9/token")
    }

    @Test("candidates are looked up there as well")
    func lookup() throws {
        let target = try target([
            "find_by": .finder(FinderSettings(email: "{{fields.candidate_email}}"))
        ])
        let lookup = try #require(
            try target.lookup(for: Fixture.context(KindFixture.event())).get())
        #expect(
            lookup.request.url
                == "https://harvest.greenhouse.io/v3/candidates?email=ana%40example.com")
        #expect(lookup.request.headers["authorization"]?.hasPrefix("Bearer ") == true)
    }

    @Test(
        "each version wants its own credential, and nothing of the other's",
        arguments: [
            (["api": "v3", "api_key": "k"], "client_id"), (["api": "v3"], "client_id"),
            (["api": "v3", "client_id": "a"], "client_id"),
            (["api": "v3", "client_id": "a", "client_secret": "b", "api_key": "k"], "api_key"),
            (["api": "v1", "client_id": "a", "client_secret": "b"], "api_key"), ([:], "api_key"),
            (["api_key": "k", "client_id": "a", "client_secret": "b"], "client_id"),
            (["api": "v2", "api_key": "k"], "api"),
        ])
    func credentials(given: [String: String], setting: String) throws {
        var values: [String: KindValue] = [
            "on_behalf_of": .text("4080"), "visibility": .text("private"),
        ]
        for (key, text) in given {
            values[key] =
                ["api_key", "client_secret"].contains(key)
                ? .secret(try Fixture.secret(text)) : .text(text)
        }
        let error = #expect(throws: TargetError.self) {
            try Fixture.kind("greenhouse-note", values)
        }
        #expect(error?.setting == setting)
    }
}
