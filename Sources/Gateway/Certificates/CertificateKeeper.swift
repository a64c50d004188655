import Admin
import Ingress
import Logging
import Model
import Settings
import Synchronization
import Telemetry

/// Keeps the listener's certificate as its files have it: a new pair is used from the next
/// connection on, one that cannot be used changes nothing. Any thread; reading blocks.
final class CertificateKeeper: Sendable {
    private struct State: Sendable {
        var loadedAt: Timestamp
        /// Why the files as they are now cannot be used; nil: they are in use.
        var refusal: String?
        /// What the file system said of them when they were read last.
        var traces: FileTraces
    }

    let listener: ListenerIdentity
    private let files: TLSFiles
    private let clock: any Clock
    private let logger: Logger
    private let state: Mutex<State>
    /// Readings come one after the other.
    private let reading = Mutex(())

    /// For a chain, or a bundle of authorities, with room to spare.
    private static let fileBytesMax = 1 << 20
    /// An end that is nearer than this is warned about.
    private static let warningTime = Milliseconds.days(14)

    /// Throws what is wrong with the files.
    init(
        _ files: TLSFiles, metrics: MetricsRegistry, clock: any Clock, logger: Logger
    ) throws(GatewayError) {
        self.files = files
        self.clock = clock
        self.logger = logger
        let traces = FileTraces(files.paths)
        let identity: TLSIdentity
        do throws(Trouble) { identity = try Self.read(files) } catch {
            throw .tls("\(error.text); see --tls-certificate, --tls-key and --tls-client-ca")
        }
        listener = ListenerIdentity(identity)
        state = Mutex(State(loadedAt: clock.now, traces: traces))
        metrics.gauge(
            "signalbox_tls_certificate_not_after_timestamp_seconds",
            help: "When the certificate in use ends.", []
        ) { [listener] in Double(listener.current.notAfter.seconds) }
        metrics.gauge(
            "signalbox_tls_certificate_refused",
            help: "1 while the certificate's files cannot be used and the old one stays.", []
        ) { [weak self] in self?.status.refusal == nil ? 0 : 1 }
    }

    var status: CertificateStatus {
        let state = state.withLock { $0 }
        let notAfter = listener.current.notAfter
        return CertificateStatus(
            loadedAt: state.loadedAt, notAfter: notAfter,
            isEnding: notAfter - clock.now < Self.warningTime, refusal: state.refusal)
    }

    /// Where a change of the files shows.
    var folders: Set<String> { FileTraces.folders(of: files.paths) }

    /// What changed on disk since they were read.
    var difference: FileTraces.Difference {
        FileTraces(files.paths).difference(from: state.withLock { $0.traces }, now: clock.now)
    }

    /// What a person should do soon; nil: nothing.
    var warning: String? {
        let notAfter = listener.current.notAfter
        let left = notAfter - clock.now
        guard left < Self.warningTime else { return nil }
        return left <= .zero
            ? "the certificate \(files.certificate) ended on \(notAfter): senders refuse it"
            : "the certificate \(files.certificate) ends on \(notAfter): renew it"
    }

    /// Reads the files again and says in the log what came of it. What is wrong, or ends soon, is
    /// returned, one line each.
    @discardableResult
    func reload(by caller: String) -> [String] {
        reading.withLock { _ in
            let traces = FileTraces(files.paths)
            do throws(Trouble) {
                let identity = try Self.read(files)
                let isNew = !identity.hasSameCertificates(as: listener.current)
                listener.replace(with: identity)
                let now = clock.now
                state.withLock { $0 = State(loadedAt: now, traces: traces) }
                if isNew {
                    logger.notice(
                        "a new certificate is in use",
                        metadata: ["not_after": "\(identity.notAfter)", "by": "\(caller)"])
                }
                guard let warning else { return [] }
                logger.warning("\(warning)")
                return [warning]
            } catch {
                state.withLock { state in
                    state.refusal = error.text
                    state.traces = traces
                }
                logger.error(
                    "the certificate's files are refused; the old one stays in use",
                    metadata: ["reason": "\(error.text)", "by": "\(caller)"])
                return ["\(error.text); the old certificate stays in use"]
            }
        }
    }

    private struct Trouble: Error { let text: String }

    private static func read(_ files: TLSFiles) throws(Trouble) -> TLSIdentity {
        let certificates = try read(files.certificate)
        let key = try read(files.key)
        let authorities: [UInt8]? =
            if let path = files.clientAuthorities { try read(path) } else { nil }
        do throws(TLSIdentity.Problem) {
            return try TLSIdentity(
                certificates: certificates, key: key, authorities: authorities,
                clients: files.clients)
        } catch {
            let names = [files.certificate, files.key, files.clientAuthorities].compactMap { $0 }
            throw Trouble(text: "\(error) (\(names.joined(separator: ", ")))")
        }
    }

    private static func read(_ path: String) throws(Trouble) -> [UInt8] {
        do throws(FileBytes.Problem) {
            return try FileBytes.read(path, bytesMax: fileBytesMax)
        } catch {
            switch error {
            case .unreadable(let why): throw Trouble(text: "cannot read \(path): \(why)")
            case .tooLarge: throw Trouble(text: "\(path) is over 1 MiB: no certificate, no key")
            }
        }
    }
}
