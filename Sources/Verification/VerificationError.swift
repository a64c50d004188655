/// Why a scheme cannot be carried out as configured. Safe to log: it quotes no secret.
package enum VerificationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A scheme without a secret would let anyone in.
    case noSecret
    /// A `whsec_` secret whose rest is not base64, counted from 0.
    case malformedSecret(index: Int)
    /// A secret that is not hexadecimal or base64 although it should be, counted from 0.
    case undecodableSecret(index: Int)
    /// Text that is no public key of the scheme's algorithm, counted from 0.
    case malformedKey(index: Int)
    /// A public key where a shared secret should be, counted from 0: everybody could sign.
    case publicSecret(index: Int)
    /// Text that is no private key of the algorithm.
    case malformedPrivateKey
    /// A token whose claims say nothing about the body.
    case bodyHashMissing
    /// One claim that should hold both the body's hash and the time.
    case claimWithTwoMeanings(String)
    /// A digest that anyone can make.
    case secretNotCovered
    /// `{secret}` where a key signs.
    case secretInSignedText
    /// The template has `{url}`: what the sender calls this source must be configured, for a proxy
    /// may change it.
    case urlMissing
    /// The template has `{value}` and there is none, or the other way round.
    case valueMissing
    case invalidSeparator
    /// Only the sender has the key that signs.
    case notShared
    /// A sample in which a signature has no place.
    case noPlaceForSignature(String)
    /// RFC 7617 section 2: the user's name ends at the first colon.
    case usernameWithColon
    case invalidHeaderName(String)
    /// The template has `{timestamp}`, but nothing says where it stands.
    case timestampWithoutRule
    /// A time that is not signed proves nothing.
    case timestampNotSigned

    // Templates
    /// A `{` without `}`, or a `}` without `{`; the offset counts bytes from 0.
    case unbalancedBrace(offset: Int)
    case unknownPlaceholder(String)
    /// The signature would say nothing about the body.
    case bodyNotSigned
    /// Nothing of the request is signed.
    case nothingSigned

    /// Stable; `docs/errors.md` lists it.
    package var code: String {
        switch self {
        case .noSecret: "verification_no_secret"
        case .malformedSecret: "verification_malformed_secret"
        case .undecodableSecret: "verification_undecodable_secret"
        case .malformedKey: "verification_malformed_key"
        case .publicSecret: "verification_public_secret"
        case .malformedPrivateKey: "verification_malformed_private_key"
        case .bodyHashMissing: "verification_body_hash_missing"
        case .claimWithTwoMeanings: "verification_claim_with_two_meanings"
        case .secretNotCovered: "verification_secret_not_covered"
        case .secretInSignedText: "verification_secret_in_signed_text"
        case .urlMissing: "verification_url_missing"
        case .valueMissing: "verification_value_missing"
        case .invalidSeparator: "verification_invalid_separator"
        case .notShared: "verification_not_shared"
        case .noPlaceForSignature: "verification_no_place_for_signature"
        case .usernameWithColon: "verification_username_with_colon"
        case .invalidHeaderName: "verification_invalid_header_name"
        case .timestampWithoutRule: "verification_timestamp_without_rule"
        case .timestampNotSigned: "verification_timestamp_not_signed"
        case .unbalancedBrace: "template_unbalanced_brace"
        case .unknownPlaceholder: "template_unknown_placeholder"
        case .bodyNotSigned: "template_body_not_signed"
        case .nothingSigned: "template_nothing_signed"
        }
    }

    package var description: String {
        switch self {
        case .noSecret: "no secret is set: anyone could send"
        case .malformedSecret(let index):
            "secret \(index + 1) begins with whsec_, but the rest is not base64"
        case .undecodableSecret(let index):
            "secret \(index + 1) is not written as `secret_encoding` says"
        case .malformedKey(let index): "public key \(index + 1) is none of this algorithm"
        case .publicSecret(let index):
            "secret \(index + 1) is a public key: whoever has it could sign"
        case .malformedPrivateKey: "the secret is no private key of this algorithm"
        case .bodyHashMissing:
            "the token does not cover the body, so anyone who saw one could send others"
        case .claimWithTwoMeanings(let name):
            "the claim '\(name)' cannot hold both the body's hash and the time"
        case .secretNotCovered:
            "the signed text does not have {secret}: anyone could make the same digest"
        case .secretInSignedText:
            "{secret} is for scheme sha256 only: here the secret is the key already"
        case .urlMissing:
            "the signed text has {url}, but `url` does not say what the sender calls this source"
        case .valueMissing:
            "`value` and {value} in the signed text belong together"
        case .invalidSeparator: "a separator is one ASCII character"
        case .notShared: "only the sender has the key that signs"
        case .noPlaceForSignature(let place):
            "the sample has no text at \(place) that a signature or time could replace"
        case .usernameWithColon: "a user name for Basic authentication cannot contain ':'"
        case .invalidHeaderName(let name): "'\(name)' is not a header name"
        case .timestampWithoutRule:
            "the signed text has {timestamp}, but `timestamp` does not say where it stands"
        case .timestampNotSigned:
            "`timestamp` says where the time stands, but the signed text does not have it"
        case .unbalancedBrace(let offset): "unbalanced brace at byte \(offset)"
        case .unknownPlaceholder(let name):
            "unknown placeholder {\(name)}; known are \(SignedTemplate.Part.words)"
        case .bodyNotSigned:
            "the signed text does not have {body}, so anyone who saw one request could send others"
        case .nothingSigned: "the signed text has no placeholder"
        }
    }
}
