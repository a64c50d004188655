package import Model

/// A signature over parts of the request: what `verify` in routes.yaml says, as data.
///
/// The primitives are those that vendors use; a sender that combines them anew needs no code.
package struct SignatureScheme: Hashable, Sendable {
    package enum Algorithm: String, CaseIterable, Hashable, Sendable {
        case hmacSHA1 = "hmac-sha1"
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"
        /// A digest of text with the secret in it, not a code: weaker, but some vendors have it.
        case sha256
        case ed25519
        /// With SHA-256; signatures in DER (RFC 3279 section 2.2.3).
        case ecdsaP256 = "ecdsa-p256"
        /// With SHA-256 and PKCS #1 v1.5 padding (RFC 8017 section 8.2).
        case rsaSHA256 = "rsa-sha256"

        /// False: `secrets` holds the sender's public keys, and only the sender can sign.
        package var isShared: Bool {
            switch self {
            case .hmacSHA1, .hmacSHA256, .hmacSHA512, .sha256: true
            case .ed25519, .ecdsaP256, .rsaSHA256: false
            }
        }
    }

    package enum Encoding: String, Sendable, CaseIterable { case hex, base64, base64url }

    /// How the text of a secret becomes a key.
    package enum SecretEncoding: String, Sendable, CaseIterable {
        /// The text's own UTF-8. A public key is PEM, hexadecimal or base64, whichever it reads as.
        case text
        case base64
        case hex
        /// `whsec_` and base64.
        case whsec
    }

    /// Where a signature stands.
    package enum Place: Hashable, Sendable {
        /// In any of these headers; a vendor that changes keys may send one header for each.
        case headers([String])
        /// Text in the JSON body.
        case body(JSONPointer)
        /// A field of a form body.
        case form(String)
        case query(String)
    }

    package var algorithm: Algorithm
    package var place: Place
    /// Stands before the signature: `sha256=`. Elements of a list without it are passed over.
    package var prefix: String
    /// Between the elements of a list; one ASCII character.
    package var separator: Character
    package var encoding: Encoding
    package var signed: SignedTemplate
    /// Where `{id}` is taken from.
    package var idHeader = "webhook-id"
    package var timestamp: TimestampRule?
    package var secretEncoding = SecretEncoding.text
    /// Secrets, or the sender's public keys.
    package var secrets: [Secret]
    /// The address that the sender knows this source by; for templates with `{url}`.
    package var url: String?
    /// Signed as `{value}`: something that only the account knows, such as a webhook's id.
    package var value: String?
    /// Where hexadecimal SHA-256 of the body stands, for signatures that cover it so. Checked when
    /// it is there, and must be there for a body that is no form.
    package var bodyHash: ValuePlace?
    /// An array in the body, each element of which is signed by itself: pointers begin there.
    package var items: JSONPointer?
    /// Signatures that do not cover the body prove little: with these the address must also end
    /// in a secret.
    package var pathTokens: [Secret] = []

    package init(
        _ algorithm: Algorithm = .hmacSHA256, header: String, prefix: String = "",
        separator: Character = ",", encoding: Encoding = .hex, signed: SignedTemplate = .body,
        timestamp: TimestampRule? = nil, secrets: [Secret] = []
    ) {
        self.init(
            algorithm, at: .headers([header]), prefix: prefix, separator: separator,
            encoding: encoding, signed: signed, timestamp: timestamp, secrets: secrets)
    }

    package init(
        _ algorithm: Algorithm = .hmacSHA256, at place: Place, prefix: String = "",
        separator: Character = ",", encoding: Encoding = .hex, signed: SignedTemplate = .body,
        timestamp: TimestampRule? = nil, secrets: [Secret] = []
    ) {
        self.algorithm = algorithm
        self.place = place
        self.prefix = prefix
        self.separator = separator
        self.encoding = encoding
        self.signed = signed
        self.timestamp = timestamp
        self.secrets = secrets
        // Two values cannot share a header: the time is an element of the signature's list.
        if case .headers(let names) = place, names.count == 1,
            case .header(let name) = timestamp?.place, HeaderList.equal(name, names[0])
        {
            self.timestamp?.place = .element("t")
        }
    }

    /// Where the time of signing stands, and how far it may be from now, both ways.
    package struct TimestampRule: Hashable, Sendable {
        package enum Format: String, CaseIterable, Hashable, Sendable {
            /// Unix seconds, Unix milliseconds when there are 13 digits, or RFC 3339.
            case any
            case seconds = "s"
            case milliseconds = "ms"
            /// RFC 3339.
            case iso8601
        }

        package enum Place: Hashable, Sendable {
            case header(String)
            /// An element of the signature's own list: `t` in `t=1767607660,v1=9fe7…`.
            case element(String)
            case body(JSONPointer)
            case form(String)
        }

        package var place: Place
        package var format: Format
        package var tolerance: Milliseconds

        package init(
            _ place: Place, format: Format = .any, tolerance: Milliseconds = .minutes(5)
        ) {
            self.place = place
            self.format = format
            self.tolerance = tolerance
        }

        package init(header: String, tolerance: Milliseconds) {
            self.init(.header(header), tolerance: tolerance)
        }
    }

    /// Headers that hold the signature and the time.
    package var headerNames: [String] {
        var names: [String] = []
        if case .headers(let headers) = place { names += headers }
        if case .header(let name) = timestamp?.place { names.append(name) }
        return names
    }

    /// The same with this change, for tables.
    func with(_ change: (inout SignatureScheme) -> Void) -> SignatureScheme {
        var copy = self
        change(&copy)
        return copy
    }
}
