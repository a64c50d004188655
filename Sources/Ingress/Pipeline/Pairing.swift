package import Model
import Synchronization
import Verification

/// Secrets that senders choose themselves, in a handshake: taken only for ten minutes after someone
/// who may operate this node asked for it. Any thread.
package final class Pairing: Sendable {
    package static let window = Milliseconds.minutes(10)
    /// Longer text is no secret of any vendor.
    static let secretBytesMax = 1024

    private struct State {
        var openUntil: [String: Timestamp] = [:]
        var secrets: [String: Secret]
    }

    private let state: Mutex<State>
    private let save: @Sendable (_ source: String, Secret) -> Bool

    /// - `secrets`: what was saved before, by source.
    /// - `save`: keeps one for good; false when it cannot. May block for one small file.
    package init(
        secrets: [String: Secret] = [:],
        save: @escaping @Sendable (_ source: String, Secret) -> Bool
    ) {
        state = Mutex(State(secrets: secrets))
        self.save = save
    }

    /// Until when a handshake of this source may set its secret.
    package func open(_ source: String, now: Timestamp) -> Timestamp {
        let end = now + Self.window
        state.withLock { $0.openUntil[source] = end }
        return end
    }

    package func secret(_ source: String) -> Secret? { state.withLock { $0.secrets[source] } }

    /// Nil: nobody waits for a secret.
    package func openUntil(_ source: String, now: Timestamp) -> Timestamp? {
        state.withLock { $0.openUntil[source] }.flatMap { $0 > now ? $0 : nil }
    }

    /// The first secret that comes is the one; false when none is waited for, or it cannot be kept.
    func take(_ text: String, of source: String, now: Timestamp) -> Bool {
        guard text.utf8.count <= Self.secretBytesMax, let secret = Secret(text) else {
            return false
        }
        // One lock for all of it: of two senders at once, one is the first.
        return state.withLock { state in
            guard let end = state.openUntil[source], end > now, save(source, secret) else {
                return false
            }
            state.openUntil[source] = nil
            state.secrets[source] = secret
            return true
        }
    }
}

/// The verifier of a source whose secret comes by a handshake.
final class PairedVerifier: Sendable {
    private let source: Source
    private let pairing: Pairing
    private let made = Mutex<(secret: Secret, verifier: Verifier)?>(nil)

    init(_ source: Source, _ pairing: Pairing) {
        self.source = source
        self.pairing = pairing
    }

    /// Nil as long as no secret came.
    var current: Verifier? {
        guard let secret = pairing.secret(source.name) else { return nil }
        return made.withLock { made in
            if let made, made.secret == secret { return made.verifier }
            let secrets = [secret] + source.verifier.secrets
            guard let verifier = try? Verifier(source.verifier.with(secrets: secrets)) else {
                return nil
            }
            made = (secret, verifier)
            return verifier
        }
    }
}
