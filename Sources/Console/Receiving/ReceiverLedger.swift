import Model
import Verification

/// Decides what each request is answered with, and counts. Pure: no clock, no I/O, no lock.
struct ReceiverLedger: Sendable {
    private(set) var summary = ReceiverSummary()
    private let failing: FailurePlan
    private let verifier: Verifier?
    /// Message id → whether it was accepted.
    private var ids: [String: Bool] = [:]
    private var matching = 0

    init(failing: FailurePlan, secret: Secret?) throws(ConsoleError) {
        try failing.check()
        self.failing = failing
        do throws(VerificationError) {
            verifier = try secret.map { secret throws(VerificationError) in
                try Verifier(.standardWebhooks(secrets: [secret], tolerance: .minutes(5)))
            }
        } catch {
            throw .usage("the secret cannot be used: \(error)")
        }
    }

    mutating func receive(_ request: ReceivedRequest, now: Timestamp) -> ReceivedOutcome {
        summary.received += 1
        let signature = check(request, now)
        let status = status(request, signature)
        let isAccepted = (200..<300).contains(status)
        let novelty = novelty(request.messageID, isAccepted: isAccepted)
        if isAccepted { summary.accepted += 1 } else { summary.refused += 1 }
        switch novelty {
        case .duplicate: summary.duplicates += 1
        case .retry: summary.retries += 1
        case .new, .unnamed: break
        }
        summary.messages = ids.count
        if signature != .ok, signature != .unchecked { summary.wrongSignatures += 1 }
        return ReceivedOutcome(
            number: summary.received, status: status, novelty: novelty, signature: signature)
    }

    private func check(_ request: ReceivedRequest, _ now: Timestamp) -> ReceivedOutcome.Signature {
        guard let verifier else { return .unchecked }
        let verdict = verifier.verify(
            VerifiableRequest(
                method: request.method, headers: request.headers, body: request.body), now: now)
        switch verdict {
        case .ok: return .ok
        case .refused(.missingCredentials): return .missing
        case .refused(.staleTimestamp): return .stale
        case .refused(.wrongCredentials), .refused(.malformedSignature), .refused(.unknownKey),
            .refused(.expiredSecret):
            return .wrong
        }
    }

    private mutating func status(
        _ request: ReceivedRequest, _ signature: ReceivedOutcome.Signature
    ) -> Int {
        if let match = failing.match, !Self.contains(request.body, match) { return 200 }
        matching += 1
        if let status = failing.failure(number: matching) { return status }
        return signature == .ok || signature == .unchecked ? 200 : 401
    }

    private mutating func novelty(
        _ id: String?, isAccepted: Bool
    ) -> ReceivedOutcome.Novelty {
        guard let id else { return .unnamed }
        let before = ids[id]
        if before != nil || ids.count < Limits.receiveIdsMax {
            ids[id] = isAccepted || before == true
        }
        switch before {
        case nil: return .new
        case false?: return .retry
        case true?: return .duplicate
        }
    }

    private static func contains(_ body: [UInt8], _ text: String) -> Bool {
        body.firstRange(of: Array(text.utf8)) != nil
    }
}

/// What a receiver has seen.
package struct ReceiverSummary: Equatable, Sendable, CustomStringConvertible {
    package var received = 0
    /// Answered with 2xx.
    package var accepted = 0
    package var refused = 0
    /// Different message ids.
    package var messages = 0
    /// Came again after having been accepted.
    package var duplicates = 0
    /// Came again after having been refused.
    package var retries = 0
    package var wrongSignatures = 0

    package init() {}

    package var description: String {
        var parts = [
            "\(received) received", "\(accepted) accepted", "\(refused) refused",
            "\(messages) different messages", "\(duplicates) duplicates", "\(retries) retries",
        ]
        if wrongSignatures > 0 { parts.append("\(wrongSignatures) without a right signature") }
        return parts.joined(separator: ", ")
    }

    package var json: String {
        var json = JSONWriter()
        json.object { json in
            json.key("summary")
            json.object { json in
                json.member("received", received)
                json.member("accepted", accepted)
                json.member("refused", refused)
                json.member("messages", messages)
                json.member("duplicates", duplicates)
                json.member("retries", retries)
                json.member("wrong_signatures", wrongSignatures)
            }
        }
        return json.text
    }
}
