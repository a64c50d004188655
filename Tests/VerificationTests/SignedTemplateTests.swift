import Testing
import Verification

@Suite("Templates of what is signed")
struct SignedTemplateTests {
    @Test("a template is literal text and placeholders, and prints as it was written")
    func parts() throws {
        let text = "v0:{timestamp}:{id}:{method}:{header:x-kind}:é:{body}."
        let template = try SignedTemplate(text)
        #expect(
            template.parts == [
                .literal("v0:"), .timestamp, .literal(":"), .id, .literal(":"), .method,
                .literal(":"), .header("x-kind"), .literal(":é:"), .body, .literal("."),
            ])
        #expect(template.description == text)
        #expect(try SignedTemplate("{body}") == .body)
        #expect(try SignedTemplate("{header:X-Kind}{body}").parts[0] == .header("x-kind"))
    }

    @Test("what is wrong with a template is said")
    func errors() {
        #expect(throws: VerificationError.unbalancedBrace(offset: 3)) {
            try SignedTemplate("ab:{body")
        }
        #expect(throws: VerificationError.unbalancedBrace(offset: 7)) {
            try SignedTemplate("{body}.}")
        }
        #expect(throws: VerificationError.unknownPlaceholder("raw")) { try SignedTemplate("{raw}") }
        #expect(throws: VerificationError.unknownPlaceholder("")) { try SignedTemplate("{}") }
        #expect(throws: VerificationError.invalidHeaderName("")) {
            try SignedTemplate("{header:}{body}")
        }
        #expect(throws: VerificationError.invalidHeaderName("a b")) {
            try SignedTemplate("{header:A b}{body}")
        }
        #expect(throws: VerificationError.nothingSigned) {
            try SignedTemplate("text", allowingUnsignedBody: true)
        }
        #expect(throws: VerificationError.nothingSigned) { try SignedTemplate("") }
    }

    @Test("a body that is not signed must be meant")
    func unsignedBody() throws {
        #expect(throws: VerificationError.bodyNotSigned) { try SignedTemplate("{timestamp}") }
        let template = try SignedTemplate("{timestamp}", allowingUnsignedBody: true)
        #expect(!template.coversBody)
        #expect(SignedTemplate.body.coversBody)
    }
}
