import Logging
import Model
import ServiceLifecycle

/// Has files read again when one of them changes: written, renamed over, or swapped by a link as
/// mounted ConfigMaps and secrets are.
struct FileWatchService: Service {
    /// Whose changes go unnoticed when they cannot be watched, and what helps then.
    let what: String
    /// Where a change of the files shows; asked again after each reading.
    let folders: @Sendable () -> Set<String>
    /// What changed on disk since they were read.
    let difference: @Sendable () -> FileTraces.Difference
    /// On the watch's own thread; may block.
    let reload: @Sendable () -> Void
    let logger: Logger

    func run() async throws {
        let watch: FolderWatch
        do throws(FolderWatch.Failure) {
            watch = try FolderWatch { watch in
                switch difference() {
                case .none: return true
                case .fresh: return false
                case .some: break
                }
                reload()
                // Other files may be included now, or other secrets named; a link may lead
                // elsewhere.
                watch.watch(folders())
                return true
            }
        } catch {
            logger.warning(
                "changes of \(what) go unnoticed: use `signalbox reload`",
                metadata: ["reason": "\(error)"])
            try? await gracefulShutdown()
            return
        }
        watch.watch(folders())
        // What changed between the reading of the files and now.
        watch.look()
        try? await gracefulShutdown()
        watch.stop()
    }
}

extension FileWatchService {
    /// The rules and what they include or name.
    init(node: RunningNode, logger: Logger) {
        self.init(
            what: "the rules' files", folders: { node.configurationFolders },
            difference: { node.configurationDifference },
            reload: { node.reloadAndReport(by: "file change", logger: logger) }, logger: logger)
    }

    /// The listener's certificate, key and authorities.
    init(certificates: CertificateKeeper, logger: Logger) {
        self.init(
            what: "the certificate's files", folders: { certificates.folders },
            difference: { certificates.difference },
            reload: { certificates.reload(by: "file change") }, logger: logger)
    }
}
