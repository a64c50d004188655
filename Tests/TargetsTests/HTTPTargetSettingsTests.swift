import Model
import Targets
import Testing

struct HTTPTargetSettingsTests {
    private func error(_ change: (inout HTTPTargetSettings) -> Void) -> TargetError? {
        #expect(throws: TargetError.self) { try Fixture.http(change: change) }
    }

    @Test("what could not be sent is refused when it is loaded, with the setting's name")
    func refused() throws {
        let broken = try Fixture.secret("abc\n")
        #expect(error { $0.method = "post" }?.setting == "method")
        #expect(error { $0.method = "GET\r\nX" }?.setting == "method")
        #expect(error { $0.credential = .bearer(broken) }?.setting == "credential")
        #expect(
            error { $0.credential = .basic(username: "a:b", password: nil) }?.setting
                == "credential.username")
        #expect(error { $0.headers = [.init(name: "a b", value: "x")] }?.setting == "headers.a b")
        #expect(error { $0.headers = [.init(name: "X", value: "a\nb")] }?.setting == "headers.X")
        #expect(error { $0.headers = [.init(name: "Host", value: "x")] } != nil)
        #expect(error { $0.headers = [.init(name: "Webhook-Id", value: "x")] } != nil)
        #expect(
            error { $0.headers = [.init(name: "X", value: "1"), .init(name: "x", value: "2")] }
                != nil)
        #expect(error { $0.body = .text("{{#x}}", contentType: nil) }?.setting == "body")
    }

    @Test("no error quotes a secret")
    func noSecretInErrors() throws {
        let broken = try Fixture.secret("s3cret\u{1}")
        let unsigned = try Fixture.secret("whsec_s3cret***")
        for error in [
            error { $0.credential = .header(name: "X-Key", value: broken) },
            error { $0.signingSecrets = [unsigned] },
        ] { #expect(error?.description.contains("s3cret") == false) }
    }
}
