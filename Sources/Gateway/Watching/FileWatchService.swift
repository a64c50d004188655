import Logging
import Model
import ServiceLifecycle

/// Reloads the configuration when one of its files changes: written, renamed over, or swapped by a
/// link as mounted ConfigMaps and secrets are.
struct FileWatchService: Service {
    let node: RunningNode
    let logger: Logger

    func run() async throws {
        let watch: FolderWatch
        do throws(FolderWatch.Failure) {
            watch = try FolderWatch { [node, logger] watch in
                switch node.configurationDifference {
                case .none: return true
                case .fresh: return false
                case .some: break
                }
                node.reloadAndReport(by: "file change", logger: logger)
                // Other files may be included now, or other secrets named.
                watch.watch(node.configurationFolders)
                return true
            }
        } catch {
            logger.warning(
                "changes of the rules' files go unnoticed: use `signalbox reload`",
                metadata: ["reason": "\(error)"])
            try? await gracefulShutdown()
            return
        }
        watch.watch(node.configurationFolders)
        // What changed between the reading of the rules and now.
        watch.look()
        try? await gracefulShutdown()
        watch.stop()
    }
}
