import Crypto
import Model

/// Digests of secrets that a request must equal.
///
/// Digests are compared, in constant time, all of them: neither a secret's length nor its place in
/// the list shows in the time it takes.
struct SecretSet: Sendable {
    private let digests: [SHA256Digest]

    init(_ secrets: [String]) throws(VerificationError) {
        guard !secrets.isEmpty, secrets.allSatisfy({ !$0.isEmpty }) else { throw .noSecret }
        digests = secrets.map { SHA256.hash(data: Array($0.utf8)) }
    }

    /// The first secret that `presented` equals.
    func index(of presented: some StringProtocol) -> Int? {
        let digest = SHA256.hash(data: Array(presented.utf8))
        var found: Int?
        for (index, candidate) in digests.enumerated() {
            // Crypto's == on digests takes constant time.
            let isEqual = candidate == digest
            if isEqual, found == nil { found = index }
        }
        return found
    }
}
