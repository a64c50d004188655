import Model

/// A JWS in its compact form (RFC 7515 section 7.1), taken apart. Nothing in it is proven yet.
struct WebToken {
    /// Those of vendors have a few hundred bytes.
    static let bytesMax = 8 << 10
    private static let depthMax = 16
    private static let valuesMax = 512

    /// `alg`, of which nobody is persuaded.
    let algorithm: String
    /// `kid`: which key the sender says it signed with.
    let keyID: String?
    /// What is signed: all before the second dot, as it came.
    let signed: [UInt8]
    let claims: JSONView
    let signature: [UInt8]

    /// Nil for what is no such token, and for what RFC 7515 leaves to be refused: a member that is
    /// there twice (section 4), extensions that must be understood (section 4.1.11).
    init?(_ text: Substring) {
        guard text.utf8.count <= Self.bytesMax else { return nil }
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]),
            let claims = Self.object(parts[1]), let signature = Self.decode(parts[2]),
            header.member("crit") == nil, let algorithm = header.member("alg")?.string
        else { return nil }
        let keyID = header.member("kid")
        guard keyID == nil || keyID?.kind == .string else { return nil }
        self.algorithm = algorithm
        self.keyID = keyID?.string
        signed = Array("\(parts[0]).\(parts[1])".utf8)
        self.claims = claims
        self.signature = signature
    }

    private static func object(_ part: Substring) -> JSONView? {
        guard let bytes = decode(part),
            let root = try? JSONDocument(bytes, depthMax: depthMax, valuesMax: valuesMax).root,
            root.kind == .object, !root.hasDoubledMembers
        else { return nil }
        return root
    }

    /// base64url without padding, and no other way to write the same bytes (RFC 7515 section 2);
    /// nil when there are none.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard let bytes = SignatureText.decode(text, .base64url), !bytes.isEmpty,
            SignatureText.encode(bytes, .base64url).utf8.elementsEqual(text.utf8)
        else { return nil }
        return bytes
    }
}

extension JSONView {
    /// Whether an object in it, or itself, has two members of one name: two readers may believe
    /// different ones.
    var hasDoubledMembers: Bool {
        var names: Set<String> = []
        for (name, value) in members {
            guard names.insert(name).inserted, !value.hasDoubledMembers else { return true }
        }
        return kind == .array && elements.contains { $0.hasDoubledMembers }
    }

    /// Seconds since 1970 (RFC 7519 section 2); a fraction is cut off. Nil for anything else.
    var numericDate: Timestamp? {
        guard kind == .number, let text = scalarText else { return nil }
        let parts = text.split(separator: ".")
        guard parts.count <= 2, parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } })
        else { return nil }
        return SigningTime.parse(String(parts[0]), .seconds)
    }
}
