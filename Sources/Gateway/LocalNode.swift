import Admin
import DeadLetters
import Model
import SQLiteStore
import Settings
import Store
import Targets

/// The admin API on a store that no node has open: for commands while nothing runs.
package final class LocalNode: Sendable {
    private let store: SQLiteStore
    private let api: AdminAPI

    /// Opens the store of a data directory. Throws when there is none, or when a node holds it.
    /// `configuration` names the targets, when it can be read.
    package init(dataDirectory: String, configuration: String) throws(GatewayError) {
        // Looking must not make a store where a person mistyped a path.
        guard SQLiteStore.exists(at: dataDirectory) else {
            throw .store(
                "no node runs with the data directory \(dataDirectory), and it holds no store; "
                    + "name it with --data")
        }
        do throws(StoreError) {
            store = try SQLiteStore.open(
                at: dataDirectory, handOver: NoHandOver(), clock: SystemClock(),
                meter: NullMeter(), logger: nil)
        } catch {
            throw .store("\(error)")
        }
        api = AdminAPI(
            store: store, deadLetters: DeadLetterReader(directory: dataDirectory + "/dead-letters"),
            configuration: { [store] in
                var rules =
                    ConfigurationLoader.load(path: configuration, mode: .check).configuration
                // As a node would have them, but without their credentials.
                if let settings = try? store.interviewSettings(), !settings.isEmpty {
                    _ = rules?.take(settings, .shown)
                }
                return rules
            })
    }

    /// One call; `path` and `query` are percent-encoded. Blocks.
    package func call(
        method: String, path: String, query: String, body: [UInt8]
    ) -> (status: Int, body: [UInt8]) {
        let answer = api.call(
            AdminRequest(method: method, path: path, query: query, body: body, caller: "local"))
        return (answer.status, answer.body)
    }

    package func close() { store.close() }
}
