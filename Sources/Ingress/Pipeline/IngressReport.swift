import Logging
import Store
import Synchronization

/// What ingress writes to the log: route templates, never paths; no header, body or token.
final class IngressReport: Sendable {
    private let logger: Logger
    /// An outage is one line at its start and one at its end, not one per request.
    private let storeIsFailing = Atomic<Bool>(false)

    init(_ logger: Logger) { self.logger = logger }

    /// `source` is a configured name, never what the request said.
    func refused(_ refusal: Refusal, source: String?) {
        logger.debug(
            "request refused",
            metadata: [
                "route": "/in/{source}", "source": "\(source ?? "")",
                "reason": "\(refusal.rawValue)",
            ])
    }

    func noHandshake(_ reason: String) {
        logger.debug("TLS handshake failed", metadata: ["reason": "\(reason)"])
    }

    /// Only that it came, never what.
    func paired(source: String) {
        logger.notice("a source's secret came by its handshake", metadata: ["source": "\(source)"])
    }

    func storeFailed(_ error: StoreError) {
        guard !storeIsFailing.exchange(true, ordering: .relaxed) else { return }
        logger.error(
            "the store takes no events; senders get 503 until it does",
            metadata: ["reason": "\(error.code)", "detail": "\(error)"])
    }

    func storeWorks() {
        guard storeIsFailing.load(ordering: .relaxed),
            storeIsFailing.exchange(false, ordering: .relaxed)
        else { return }
        logger.notice("the store takes events again")
    }
}
