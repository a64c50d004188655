import Model

/// A target beyond the network, in good days and bad ones.
struct SimulatedTarget {
    enum Mode: CaseIterable {
        case well, flaky, refusing, hanging, slow, limited, rejecting, revoked, gone, poison
    }

    /// What an answer ought to mean to the gateway.
    enum Verdict: Equatable {
        case good
        /// To be tried again, not before a wait that the target may have asked for.
        case bad(retryAfter: Milliseconds?)
        /// 404 and the like: the context decides.
        case contextual
        case dead
        case block
        /// Not to this destination, until somebody does something about it.
        case closed
        /// The gateway gave the request up.
        case cancelled
    }

    struct Answer {
        var after: Milliseconds
        var result: TransferResult
        var verdict: Verdict
        /// It has taken the message, whatever it says.
        var accepts: Bool
    }

    var mode = Mode.well
    /// Destinations that take nothing at the moment.
    var closed: Set<String> = []

    /// What comes of a request made now; `destination` is empty for a plain HTTP target.
    func answer(
        to destination: String, using chance: inout SeededGenerator
    ) -> Answer {
        var answer = answer(using: &chance)
        guard !destination.isEmpty, answer.accepts, case .success(let response) = answer.result,
            response.status == 200
        else { return answer }
        answer.result = Self.said(#"{"ok":true,"ts":"1.2"}"#)
        guard closed.contains(destination) else { return answer }
        answer.result = Self.said(#"{"ok":false,"error":"is_archived"}"#)
        answer.verdict = .closed
        answer.accepts = false
        return answer
    }

    static func said(_ json: String) -> TransferResult {
        .success(OutboundResponse(status: 200, body: Array(json.utf8)))
    }

    private func answer(using chance: inout SeededGenerator) -> Answer {
        let quick = Milliseconds(Int64.random(in: 3...250, using: &chance))
        let dice = Int.random(in: 0..<100, using: &chance)
        let good = Answer(
            after: quick, result: .success(OutboundResponse(status: 200)), verdict: .good,
            accepts: true)
        switch mode {
        case .well: return good
        case .flaky:
            switch dice {
            case 0..<50: return good
            case 50..<65: return status(500, quick, .bad(retryAfter: nil))
            case 65..<72: return waiting(503, seconds: Int64(dice - 60), quick)
            case 72..<82: return failure(.connectionLost, quick, accepts: dice < 77)
            case 82..<88: return failure(.timeout, .seconds(30), accepts: dice < 85)
            case 88..<92: return status(422, quick, .dead)
            case 92..<95: return status(403, quick, .block)
            case 95..<97: return status(404, quick, .contextual)
            default: return status(408, quick, .bad(retryAfter: nil))
            }
        case .refusing: return failure(.connectionRefused, Milliseconds(2), accepts: false)
        case .hanging: return failure(.timeout, .seconds(30), accepts: dice < 30)
        case .slow:
            var answer = good
            answer.after = quick.scaled(by: 100)
            return answer
        case .limited:
            let seconds = Int64(dice) * (dice > 90 ? 60 : 1)
            return dice < 30 ? good : waiting(429, seconds: seconds, quick)
        case .rejecting: return dice < 60 ? good : status(400, quick, .dead)
        case .revoked: return status(401, quick, .block)
        case .gone: return status(dice < 50 ? 404 : 302, quick, .contextual)
        case .poison:
            var answer = status(500, quick, .bad(retryAfter: nil))
            answer.result = .success(
                OutboundResponse(status: 500, body: Array("poison".utf8)))
            return answer
        }
    }

    private func status(_ status: Int, _ after: Milliseconds, _ verdict: Verdict) -> Answer {
        Answer(
            after: after, result: .success(OutboundResponse(status: status)), verdict: verdict,
            accepts: false)
    }

    private func waiting(_ status: Int, seconds: Int64, _ after: Milliseconds) -> Answer {
        Answer(
            after: after,
            result: .success(
                OutboundResponse(
                    status: status, headers: HeaderList(["retry-after": "\(seconds)"]))),
            verdict: .bad(retryAfter: .seconds(seconds)), accepts: false)
    }

    private func failure(
        _ kind: TransportFailure.Kind, _ after: Milliseconds, accepts: Bool
    ) -> Answer {
        Answer(
            after: after,
            result: .failure(TransportFailure(kind, mayHaveBeenReceived: accepts)),
            verdict: .bad(retryAfter: nil), accepts: accepts)
    }
}
