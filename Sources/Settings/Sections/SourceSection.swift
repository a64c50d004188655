import Dispatching
import Model
import Verification

/// Reads one entry of `sources:`.
struct SourceSection {
    let name: String
    let reading: Reading

    func read(_ entry: YAMLEntry) -> Source? {
        guard
            let mapping = MappingReader(
                entry.value, what: "a source", keys: SourceKeys.all, reading: reading)
        else { return nil }
        let preset = mapping(SourceKeys.preset)
        let verify = mapping(SourceKeys.verify).flatMap {
            VerifySection(source: name, preset: preset, reading: reading).read($0)
        }
        let eventMapping = self.mapping(mapping, preset)
        let window = mapping(SourceKeys.dedupeWindow)
        let ack = mapping(SourceKeys.ack)
        let bodyLimit = mapping(SourceKeys.bodyLimit)
        let handshakes = mapping(SourceKeys.handshakes)?.compactMap {
            HandshakeSection(reading: reading).read($0)
        }
        let enabled = mapping(SourceKeys.enabled)
        let settings = mapping(SourceKeys.settings)
        var policy = self.policy(mapping)
        let bodies = mapping(SourceKeys.bodies)
        let batch = mapping(SourceKeys.batch)
        let methods = mapping(SourceKeys.methods)
        var acknowledgement = preset?.acknowledgement ?? Acknowledgement()
        if let ack {
            if let status = ack(AckKeys.status) { acknowledgement.status = status }
            if let body = ack(AckKeys.body) { acknowledgement.body = body }
        }
        guard let verify else { return nil }
        var source = Source(
            name: name, preset: preset?.name, verifier: verify.scheme, mapping: eventMapping)
        source.handshakes = handshakes ?? preset?.handshakes ?? []
        source.handshakeToken = verify.handshakeToken
        source.isPaired = verify.isPaired
        reportUnusable(source, mapping)
        source.acknowledgement = acknowledgement
        if let window { source.dedupeWindow = window }
        if let bodyLimit { source.bodyBytesMax = bodyLimit }
        if let enabled { source.enabled = enabled }
        policy.secretLabels = verify.labels
        source.policy = policy
        source.settings = settings
        source.bodies = bodies ?? preset?.bodies ?? .readable
        source.batch = batch.map(\.list) ?? preset?.batch
        if let methods, !methods.isEmpty { source.methods = methods }
        return source
    }

    private func policy(_ mapping: MappingReader) -> SourcePolicy {
        func rate(_ key: Key<Rate>) -> SourceRate? {
            mapping(key).map { SourceRate(count: $0.count, per: $0.per) }
        }
        var policy = SourcePolicy()
        policy.rate = rate(SourceKeys.rate)
        if let limit = rate(SourceKeys.failureLimit) { policy.failures = limit }
        if let blocks = mapping(SourceKeys.allowFrom) { policy.allowFrom = blocks }
        policy.expectEvery = mapping(SourceKeys.expectEvery)
        return policy
    }

    /// A handshake that nobody could ever pass is a mistake, or a secret that cannot come.
    private func reportUnusable(_ source: Source, _ mapping: MappingReader) {
        let position = mapping.position(of: SourceKeys.verify)
        if source.isPaired, !source.handshakes.contains(where: { $0.stores != nil }) {
            reading.error(
                .conflictingKeys, at: position,
                "'paired' waits for a secret that no handshake of '\(name)' stores",
                hint: "write the secret, or a handshake with 'stores'")
        }
        let needsToken = source.handshakes.contains {
            if case .token = $0.proof { true } else { false }
        }
        if needsToken, source.handshakeToken == nil {
            reading.warning(
                .handshakeTokenMissing, at: position,
                "'\(name)' has a handshake that needs 'handshake_token': it is refused without")
        }
    }

    private func mapping(_ mapping: MappingReader, _ preset: Preset?) -> EventMapping {
        var result = preset?.mapping ?? EventMapping()
        if let places = mapping(SourceKeys.type) { result.type = places }
        if let places = mapping(SourceKeys.interview) { result.interview = places }
        if let places = mapping(SourceKeys.definition) { result.definition = places }
        if let places = mapping(SourceKeys.run) { result.run = places }
        // One by one: what the preset says about other names stays.
        for (entry, milestone) in mapping(SourceKeys.milestones) ?? [] {
            result.milestones[entry.key] = milestone
        }
        for (entry, places) in mapping(SourceKeys.fields) ?? [] {
            guard Names.isValid(entry.key) else {
                reading.error(
                    .invalidValue, at: entry.position,
                    "'\(Excerpt.clean(entry.key))' is no field name",
                    hint: "letters, digits, '-' and '_'")
                continue
            }
            result.fields[entry.key] = places
        }
        if let parts = mapping(SourceKeys.dedupe) { result.dedupe = parts }
        return result
    }
}
