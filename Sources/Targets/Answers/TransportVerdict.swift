import Model

/// What a transfer without a usable answer means; the same for every kind of target.
enum TransportVerdict {
    static func outcome(of failure: TransportFailure) -> Outcome {
        let reason = reason(failure.kind).reason(detail: failure.detail)
        switch failure.kind {
        case .unsendable: return Outcome(.dead, reason)
        case .addressRefused: return Outcome(.block, reason)
        case .nameNotResolved, .connectionRefused, .connectTimeout, .tls, .timeout, .tooSlow,
            .connectionLost, .malformedResponse, .proxyFailed, .cancelled:
            return Outcome(.retry, reason, isAmbiguous: failure.mayHaveBeenReceived)
        }
    }

    private static func reason(_ kind: TransportFailure.Kind) -> TargetReason {
        switch kind {
        case .nameNotResolved: .nameNotResolved
        case .addressRefused: .addressRefused
        case .connectionRefused: .connectionRefused
        case .connectTimeout: .connectTimeout
        case .tls: .tlsFailed
        case .timeout: .timeout
        case .tooSlow: .tooSlow
        case .connectionLost: .connectionLost
        case .malformedResponse: .malformedResponse
        case .proxyFailed: .proxyFailed
        case .unsendable: .unsendable
        case .cancelled: .cancelled
        }
    }
}
