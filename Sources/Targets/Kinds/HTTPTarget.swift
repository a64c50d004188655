package import Model
package import Verification

/// A plain HTTP endpoint (`kind: http`): forwards the event's bytes, or a body of its own.
///
/// Everything that does not depend on the event is prepared once: with a static URL and no
/// templates a request costs its header list and the signature.
package final class HTTPTarget: Sendable {
    let url: URLTemplate
    let method: String
    let body: PreparedBody
    /// Credentials, user agent and headers without templates, ready to send.
    let fixedFields: PackedHeaders
    let templatedHeaders: [TemplatedHeader]
    let forwarding: Forwarding
    let signer: StandardWebhooksSigner?
    /// A signature in headers of the receiver's own choice.
    let codeSigner: RequestSigner?
    let messageSigning: MessageSigning?
    let oauth: OAuthClient?
    /// Nil when the status alone says what an answer means.
    let answers: AnswerRules?
    let secrets: SecretTexts
    /// Nothing is rendered: a request is a copy of what is prepared, and a signature.
    let isPrompt: Bool

    /// Checks the settings and prepares the target.
    package init(_ settings: HTTPTargetSettings) throws(TargetError) {
        try settings.checkMethod()
        method = settings.method
        let credential = try PreparedCredential(settings.credential)
        url = try URLTemplate(settings.url, credential: credential.query)
        var headers = PreparedHeaders()
        if let field = credential.field { try headers.addCredential(field) }
        for header in settings.headers { try headers.add(header) }
        oauth = credential.oauth
        if oauth != nil, headers.names.contains(where: { HeaderList.equal($0, "authorization") }) {
            throw .invalid(setting: "headers", problem: "'authorization' is set by auth already")
        }
        body = try PreparedBody(settings.body, headers: &headers)
        headers.addDefault("user-agent", Product.userAgent)
        fixedFields = PackedHeaders(HeaderList(headers.fixed))
        templatedHeaders = headers.templated
        forwarding = try Forwarding(
            named: settings.forwardHeaders, replaced: headers.names,
            originalBody: body.isOriginal)
        signer = try Self.signer(settings.signingSecrets)
        codeSigner = try Self.codeSigner(settings.code, headers.names)
        messageSigning = try settings.messageSignature.map { settings throws(TargetError) in
            try MessageSigning(settings, headers.names)
        }
        answers = settings.answers.rules
        isPrompt =
            url.isConstant && templatedHeaders.isEmpty && body.isOriginal && messageSigning == nil
            && oauth == nil && signer?.isQuick != false
        secrets = SecretTexts(
            credential.secrets
                + settings.signingSecrets.map { .init("SIGNING_SECRET", $0.reveal()) }
                + (settings.code?.secrets ?? []).map { .init("SIGNING_SECRET", $0.reveal()) }
                + (settings.messageSignature.map { [$0.secret] } ?? []).map {
                    .init("SIGNING_SECRET", $0.reveal())
                }
                + settings.otherSecrets.map { .init("SECRET", $0.reveal()) }
                + headers.secrets)
    }

    private static func codeSigner(
        _ scheme: SignatureScheme?, _ names: [String]
    ) throws(TargetError) -> RequestSigner? {
        guard let scheme else { return nil }
        do throws(VerificationError) {
            _ = try Verifier(.signature(scheme))
        } catch {
            throw .invalid(setting: "hmac", problem: "\(error)")
        }
        for name in scheme.headerNames {
            let lower = name.lowercased()
            guard !HeaderNames.ofConnection.contains(lower), !HeaderNames.own.contains(lower),
                !names.contains(where: { HeaderList.equal($0, name) })
            else {
                throw .invalid(setting: "hmac", problem: "'\(name)' is set otherwise already")
            }
        }
        return RequestSigner(.signature(scheme))
    }

    private static func signer(
        _ secrets: [Secret]
    ) throws(TargetError) -> StandardWebhooksSigner? {
        guard !secrets.isEmpty else { return nil }
        do throws(VerificationError) {
            return try StandardWebhooksSigner(secrets: secrets)
        } catch {
            throw .invalid(setting: "sign", problem: "\(error)")
        }
    }
}

/// What routes.yaml says about a target of kind `http`.
package struct HTTPTargetSettings: Sendable {
    /// Absolute, `http` or `https`. Path and query may hold templates.
    package var url: String
    /// `POST`, `PUT`, `PATCH`, `DELETE` or `GET` (which sends no body).
    package var method = "POST"
    /// Extra headers in order; values may be templates. One that renders empty is left out.
    package var headers: [Header] = []
    package var body = Body.original
    package var credential = Credential.none
    /// Standard Webhooks secrets, `whsec_…`, or private keys, `whsk_…`; more than one while
    /// rotating. Empty: unsigned.
    package var signingSecrets: [Secret] = []
    /// An HMAC in headers of the receiver's own choice; its tolerance has no meaning here.
    package var code: SignatureScheme?
    /// A signature of RFC 9421.
    package var messageSignature: MessageSignature?
    /// What answers mean beyond their status.
    package var answers = AnswerTests()
    /// Names of the event's headers to forward beyond the usual ones.
    package var forwardHeaders: [String] = []
    /// Every other text that came from `${…}` into these settings: kept out of snippets and files.
    package var otherSecrets: [Secret] = []

    package init(url: String) { self.url = url }

    package struct Header: Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        /// Whether a constant value is probably a credential, by the name.
        package var soundsSecret: Bool { HeaderNames.soundsSecret(name) }
    }

    package enum Body: Sendable {
        /// The event's bytes with its content type.
        case original
        /// A template. Values are escaped for the content type (JSON, form, XML); nil: the
        /// `content-type` of `headers`, else JSON when the text begins like JSON, else plain text.
        case text(String, contentType: String?)
        /// JSON, made of a tree whose texts are templates.
        case tree(BodyTree, omitsEmpty: Bool)
        /// JSON, made by a program.
        case transformation(any Transformation)
    }

    package enum Credential: Sendable {
        case none
        /// `prefix` stands before the secret: `Token token=`.
        case header(name: String, prefix: String = "", value: Secret)
        /// Appended to the URL's query.
        case query(name: String, value: Secret)
        case basic(username: String, password: Secret?)
        case bearer(Secret)
        /// Access tokens that are asked for.
        case oauth2(OAuthSettings)
    }

    func checkMethod() throws(TargetError) {
        guard ["POST", "PUT", "PATCH", "DELETE", "GET"].contains(method) else {
            throw .invalid(
                setting: "method",
                problem: "must be POST, PUT, PATCH, DELETE or GET, in capital letters")
        }
    }
}

extension HTTPTargetSettings {
    /// The address that stands in `url` as its host; nil for a name, which is looked up later.
    package var literalAddress: IPAddress? { URLTemplate.literalAddress(of: url) }
}
