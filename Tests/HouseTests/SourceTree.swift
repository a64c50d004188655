import Foundation

/// The repository as files, for the tests that hold it to its own rules.
struct SourceTree {
    struct File {
        /// Below the repository's top: `Sources/Model/Limits.swift`.
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// `Model` for `Sources/Model/…`.
        var module: String { String(path.split(separator: "/")[1]) }
    }

    let top: URL

    init(filePath: String = #filePath) {
        top = URL(fileURLWithPath: filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    /// All files below a folder whose names end so, sorted by path.
    func files(in folder: String, ending: String) -> [File] {
        let root = top.appendingPathComponent(folder)
        let names = (FileManager.default.enumerator(atPath: root.path)?.allObjects ?? [])
            .compactMap { $0 as? String }
        return names.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
            guard let data = FileManager.default.contents(atPath: root.path + "/" + name)
            else { return nil }
            return File(path: folder + "/" + name, text: String(decoding: data, as: UTF8.self))
        }
    }
}
