import Crypto
import CryptoExtras
import Model

/// Public keys as JSON Web Keys (RFC 7517 section 4).
///
/// One; a set of them (section 5); or one as `key` of another object, as Plaid's
/// `/webhook_verification_key/get` answers: its answer can be kept in a file as it came.
struct WebKeys {
    /// In one set.
    static let countMax = 64
    private static let depthMax = 16
    private static let valuesMax = 4096

    private let algorithm: TokenScheme.Algorithm

    init(_ algorithm: TokenScheme.Algorithm) { self.algorithm = algorithm }

    /// Whether a text means to be JSON: PEM, hexadecimal and base64 do not begin so.
    static func isJSON(_ text: String) -> Bool {
        text.utf8.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
            == UInt8(ascii: "{")
    }

    struct WebKey {
        let key: TokenKeys.Key
        /// `kid`.
        let id: String?
        /// From then on it proves nothing: `expired_at`, a member of Plaid's.
        let end: Timestamp?
    }

    /// Nil when there is no key of the algorithm in it. Those of a set that are for something else
    /// are passed over (RFC 7517 section 5).
    func read(_ text: String) -> [WebKey]? {
        let document = try? JSONDocument(
            Array(text.utf8), depthMax: Self.depthMax, valuesMax: Self.valuesMax)
        guard let root = document?.root, root.kind == .object, !root.hasDoubledMembers else {
            return nil
        }
        if root.member("kty") != nil { return key(root).map { [$0] } }
        if let answer = root.member("key") { return key(answer).map { [$0] } }
        guard let list = root.member("keys"), list.kind == .array, list.count <= Self.countMax
        else { return nil }
        let keys = list.elements.compactMap { key($0) }
        return keys.isEmpty ? nil : keys
    }

    private func key(_ view: JSONView) -> WebKey? {
        func text(_ name: String) -> String? { view.member(name)?.string }
        func isAbsent(_ name: String) -> Bool { (view.member(name)?.kind ?? .null) == .null }
        guard isAbsent("use") || text("use") == "sig",
            isAbsent("alg") || text("alg") == algorithm.rawValue,
            isAbsent("kid") || text("kid") != nil,
            isAbsent("key_ops")
                || view.member("key_ops")?.elements.contains(where: { $0.string == "verify" })
                    == true,
            isAbsent("d"), let key = publicKey(view)
        else { return nil }
        let end = view.member("expired_at")?.numericDate
        guard isAbsent("expired_at") || end != nil else { return nil }
        return WebKey(key: key, id: text("kid"), end: end)
    }

    /// RFC 7518 section 6, RFC 8037 section 2.
    private func publicKey(_ view: JSONView) -> TokenKeys.Key? {
        func bytes(_ name: String) -> [UInt8]? {
            view.member(name)?.string.flatMap { WebToken.decode($0) }
        }
        func isOf(_ type: String, curve: String? = nil) -> Bool {
            view.member("kty")?.string == type
                && (curve == nil || view.member("crv")?.string == curve)
        }
        switch algorithm {
        case .es256:
            guard isOf("EC", curve: "P-256"), let x = bytes("x"), let y = bytes("y"),
                x.count == 32, y.count == 32
            else { return nil }
            return (try? P256.Signing.PublicKey(rawRepresentation: x + y)).map { .p256($0) }
        case .edDSA:
            guard isOf("OKP", curve: "Ed25519"), let x = bytes("x") else { return nil }
            return (try? Curve25519.Signing.PublicKey(rawRepresentation: x)).map { .ed25519($0) }
        case .rs256:
            guard isOf("RSA"), let n = bytes("n"), let e = bytes("e") else { return nil }
            return (try? _RSA.Signing.PublicKey(n: n, e: e)).map { .rsa($0) }
        case .hs256: return nil
        }
    }
}
