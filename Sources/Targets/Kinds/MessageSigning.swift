package import Model
package import Verification

/// What routes.yaml says of a signature as RFC 9421 makes them.
package struct MessageSignature: Sendable {
    package var algorithm: MessageSigner.Algorithm
    package var secret: Secret
    package var keyID: String
    /// What is covered; header fields that a message does not have are left out.
    package var components: [MessageComponent] = [
        .method, .targetURI, .field("content-type"), .field("content-digest"),
        .field("webhook-id"),
    ]
    /// How long after its making it holds; nil: the receiver decides.
    package var expiresAfter: Milliseconds?
    package var tag: String?

    package init(_ algorithm: MessageSigner.Algorithm, secret: Secret, keyID: String) {
        self.algorithm = algorithm
        self.secret = secret
        self.keyID = keyID
    }
}

/// Appends `content-digest`, `signature-input` and `signature` to a request that is whole.
struct MessageSigning: Sendable {
    private static let digest = MessageComponent.field("content-digest")

    private let settings: MessageSignature
    private let signer: MessageSigner

    /// `others` are the names that the target sets already.
    init(_ settings: MessageSignature, _ others: [String]) throws(TargetError) {
        func invalid(_ problem: String) -> TargetError {
            .invalid(setting: "http_signature", problem: problem)
        }
        for text in [settings.keyID, settings.tag ?? "-"] {
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw invalid("key_id and tag are visible ASCII characters")
            }
        }
        let components = settings.components
        guard !components.isEmpty, Set(components).count == components.count else {
            throw invalid("components must name something, and each only once")
        }
        for name in ["content-digest", "signature", "signature-input"] {
            guard !others.contains(where: { HeaderList.equal($0, name) }) else {
                throw invalid("'\(name)' is set otherwise already")
            }
        }
        for case .field(let name) in components
        where HeaderNames.ofConnection.contains(name) {
            throw invalid("'\(name)' belongs to the connection, and is not known when it is signed")
        }
        do throws(VerificationError) {
            signer = try MessageSigner(settings.algorithm, secret: settings.secret)
        } catch {
            throw invalid("\(error)")
        }
        self.settings = settings
    }

    func append(
        to fields: inout PackedHeaders, method: String, url: String, body: [UInt8],
        _ context: AttemptContext
    ) {
        if settings.components.contains(Self.digest) {
            fields.append("content-digest", MessageSigner.contentDigest(of: body))
        }
        var parameters = MessageSigner.Parameters(keyID: settings.keyID)
        parameters.created = context.now
        parameters.expires = settings.expiresAfter.map { context.now + $0 }
        // Distinct for each attempt: that is all that is asked of it.
        parameters.nonce = "\(context.delivery.id)-\(context.attempt)"
        parameters.alg = signer.algorithm
        parameters.tag = settings.tag
        let signed = signer.fields(
            of: .init(method: method, url: url, headers: fields.list),
            covering: settings.components, parameters)
        fields.append("signature-input", signed.input)
        fields.append("signature", signed.signature)
    }
}
