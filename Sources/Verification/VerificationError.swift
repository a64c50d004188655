/// Why a scheme cannot be carried out as configured. Safe to log: it quotes no secret.
package enum VerificationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A scheme without a secret would let anyone in.
    case noSecret
    /// A `whsec_` secret whose rest is not base64, counted from 0.
    case malformedSecret(index: Int)
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
        case .usernameWithColon: "a user name for Basic authentication cannot contain ':'"
        case .invalidHeaderName(let name): "'\(name)' is not a header name"
        case .timestampWithoutRule:
            "the signed text has {timestamp}, but no timestamp header is named"
        case .timestampNotSigned:
            "a timestamp header is named, but the signed text does not have {timestamp}"
        case .unbalancedBrace(let offset): "unbalanced brace at byte \(offset)"
        case .unknownPlaceholder(let name):
            "unknown placeholder {\(name)}; known are {body}, {timestamp}, {id}, {method}, "
                + "{header:Name}"
        case .bodyNotSigned:
            "the signed text does not have {body}, so anyone who saw one request could send others"
        case .nothingSigned: "the signed text has no placeholder"
        }
    }
}
