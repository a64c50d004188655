import Model
import Targets
import Verification

/// Keys of `http_signature`.
enum MessageSignatureKeys {
    static let algorithm = Key(
        "algorithm",
        .choice("an algorithm", MessageSigner.Algorithm.allCases.map { ($0.rawValue, $0) }),
        required: true, "ed25519, ecdsa-p256-sha256 or hmac-sha256.")
    static let secret = Key(
        "secret", .secret, required: true,
        "The private key as PEM (Ed25519 also as 32 bytes in base64), or the shared secret in "
            + "base64.")
    static let keyID = Key(
        "key_id", .text, required: true, "By what the receiver knows the key: the parameter keyid.")
    static let components = Key(
        "components", .list("a list of components", of: .component, countMax: 64),
        default: "[\"@method\", \"@target-uri\", content-type, content-digest, webhook-id]",
        "What is signed: @method, @target-uri, @authority, @scheme, @request-target, @path, @query "
            + "and headers; a header that a request does not have is left out.")
    static let expiresAfter = Key(
        "expires_after", .duration, "How long a signature holds; unset: the receiver decides.")
    static let tag = Key("tag", .text, "The parameter tag.")

    static let all: [any KeyDeclaration] = [
        algorithm, secret, keyID, components, expiresAfter, tag,
    ]
}

extension ValueKind where Value == MessageComponent {
    static let component = parsed("a header, or one of @method, @target-uri …", unset: nil) {
        text throws(ValueProblem) in
        guard let component = MessageComponent(text) else {
            throw ValueProblem(
                hint: text.hasPrefix("@")
                    ? NearestName.hint(text, in: MessageComponent.derivedNames) : nil)
        }
        return component
    }
}

extension MessageSignature {
    init?(_ mapping: MappingReader) {
        let algorithm = mapping(MessageSignatureKeys.algorithm)
        let components = mapping(MessageSignatureKeys.components)
        let expiresAfter = mapping(MessageSignatureKeys.expiresAfter)
        let tag = mapping(MessageSignatureKeys.tag)
        guard let secret = mapping(MessageSignatureKeys.secret),
            let keyID = mapping(MessageSignatureKeys.keyID), let algorithm
        else { return nil }
        self.init(algorithm, secret: secret, keyID: keyID)
        // Ones that cannot be read are reported already.
        if let components, !components.isEmpty { self.components = components }
        self.expiresAfter = expiresAfter
        self.tag = tag
    }
}
