import Model
import Verification

/// Reads the keys of scheme `jws`; without its keys and secrets.
struct TokenSection {
    let reading: Reading
    let mapping: MappingReader
    /// For diagnostics: `scheme 'jws'`.
    let what: String

    /// Also reports keys that have no meaning with the algorithm. `known`: what a preset says
    /// already. Nil after a diagnostic.
    func read(_ known: TokenScheme?) -> TokenScheme? {
        let algorithm =
            mapping.has(VerifyKeys.algorithm)
            ? mapping(VerifyKeys.algorithm)
            : known?.algorithm ?? mapping.require(VerifyKeys.algorithm, in: what)
        if let algorithm {
            mapping.allowOnly(
                VerifyKeys.keys(for: algorithm), in: "\(what) with \(algorithm.rawValue)")
        } else {
            mapping.allowOnly(VerifyKeys.keys(for: .jws), in: what)
        }
        let token =
            known == nil ? mapping.require(VerifyKeys.jwt, in: what) : mapping(VerifyKeys.jwt)
        let place = token.flatMap { self.place($0, isNeeded: known == nil) } ?? known?.place
        let claims = mapping(VerifyKeys.claims)
        let encoding = claims.flatMap { $0(ClaimsKeys.encoding) }
        let time = claims.flatMap { $0(ClaimsKeys.time) }
        let bodyHash = bodyHash(claims) ?? known?.bodyHash
        let tolerance = mapping(VerifyKeys.tolerance)
        let secretEncoding = mapping(VerifyKeys.secretEncoding)
        guard let algorithm, let place else { return nil }
        guard let bodyHash else {
            // What is written in vain was told.
            if claims?.hasStrangers != true, claims?.has(ClaimsKeys.bodyHash) != true {
                reading.error(
                    .missingKey, at: (claims ?? mapping).node.owner,
                    "\(what) needs 'claims.body_hash': the claim with SHA-256 of the body",
                    hint: "without it, whoever saw one token could send any body")
            }
            return nil
        }
        return TokenScheme(
            algorithm, at: place,
            prefix: token.flatMap { $0(TokenKeys.prefix) } ?? known?.prefix ?? "",
            bodyHash: bodyHash, hashEncoding: encoding ?? known?.hashEncoding ?? .hex,
            time: time ?? known?.time ?? "iat",
            tolerance: tolerance ?? known?.tolerance ?? .minutes(5),
            secretEncoding: secretEncoding ?? known?.secretEncoding ?? .text)
    }

    private func bodyHash(_ claims: MappingReader?) -> String? {
        claims.flatMap { $0(ClaimsKeys.bodyHash) }
    }

    private func place(_ token: MappingReader, isNeeded: Bool) -> TokenScheme.Place? {
        let header = token(TokenKeys.header)
        let query = token(TokenKeys.query)
        if token.has(TokenKeys.header), token.has(TokenKeys.query) {
            reading.error(
                .conflictingKeys, at: token.position(of: TokenKeys.query),
                "'header' and 'query' stand side by side", hint: "one of: header, query")
            return nil
        }
        if isNeeded, !token.has(TokenKeys.header), !token.has(TokenKeys.query),
            !token.hasStrangers
        {
            reading.error(.missingKey, at: token.node.owner, "jwt needs one of header, query")
        }
        return header.map { .header($0) } ?? query.map { .query($0) }
    }
}
