import Crypto
import FoundationEssentials
import Model

extension TokenScheme {
    /// The token that a sender with the first secret would put beside `body`. Throws for schemes
    /// whose key only the sender has.
    func token(for body: [UInt8], at moment: Timestamp) throws(VerificationError) -> String {
        guard algorithm.isShared else { throw .notShared }
        var header = JSONWriter()
        header.object { json in
            json.member("alg", algorithm.rawValue)
            json.member("typ", "JWT")
        }
        var claims = JSONWriter()
        claims.object { json in
            json.member(time, moment.seconds)
            json.member(bodyHash, SignatureText.encode(SHA256.hash(data: body), hashEncoding))
        }
        let signed = [header, claims].map { SignatureText.encode($0.bytes, .base64url) }
            .joined(separator: ".")
        guard let code = try TokenKeys(self).code(of: Array(signed.utf8)) else {
            throw .notShared
        }
        return "\(signed).\(SignatureText.encode(code, .base64url))"
    }
}
