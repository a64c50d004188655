import Foundation
import Synchronization

/// Directories of this test run; they go when the process ends.
enum TemporaryDirectory {
    private static let count = Atomic<Int>(0)

    private static let root: String = {
        let root = NSTemporaryDirectory() + "store-tests-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
        atexit { TemporaryDirectory.remove() }
        return root
    }()

    /// A path that nobody else has; nothing is there yet.
    static func make() -> String {
        "\(root)/\(count.wrappingAdd(1, ordering: .relaxed).newValue)/data"
    }

    static func create(_ directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
    }

    private static func remove() { try? FileManager.default.removeItem(atPath: root) }
}
