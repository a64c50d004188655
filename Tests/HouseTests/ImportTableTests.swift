import Testing

/// The table of modules: what each may import besides the standard library. It is the same table
/// as in docs/architecture.md; a change here is a change of the design.
private let allowedImports: [String: Set<String>] = [
    "Model": [],
    "Verification": ["Model", "Crypto", "CryptoExtras"],
    "Routing": ["Model"],
    "Targets": ["Model", "Verification", "Mustache"],
    "Dispatching": ["Model", "DequeModule", "HeapModule"],
    "Store": ["Model"],
    "SQLiteStore": ["Store", "Model", "CSQLite", "GRDB", "GRDBSQLite", "Logging"],
    "DeadLetters": ["Model"],
    "Transformations": ["Model", "CProcess"],
    "Engine": ["Model", "Store", "Dispatching", "Targets", "DeadLetters", "Logging"],
    "CurlTransport": ["Model", "Engine", "CCurl", "Logging"],
    "Settings": [
        "Model", "Verification", "Routing", "Targets", "Dispatching", "Transformations", "Yams",
        "Crypto",
    ],
    "Telemetry": ["Model", "Metrics", "CoreMetrics", "Logging"],
    "Ingress": [
        "Model", "Verification", "Routing", "Store", "HummingbirdCore", "ServiceLifecycle",
        "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "Crypto", "Logging",
    ],
    "Admin": [
        "Model", "Store", "Routing", "Settings", "Engine", "DeadLetters", "Telemetry",
        "HummingbirdCore", "ServiceLifecycle", "NIOCore", "NIOPosix", "HTTPTypes", "Mustache",
        "Logging",
    ],
    "Gateway": [
        "Model", "Verification", "Routing", "Targets", "Dispatching", "Store", "SQLiteStore",
        "DeadLetters", "Engine", "CurlTransport", "Settings", "Telemetry", "Ingress", "Admin",
        "ServiceLifecycle", "UnixSignals", "Logging",
    ],
    "Console": [
        "Model", "Settings", "Verification", "Targets", "Store", "DeadLetters", "Engine",
        "CurlTransport", "Hummingbird", "HummingbirdCore", "NIOCore", "HTTPTypes", "Logging",
    ],
    "signalbox": [
        "Gateway", "Console", "Settings", "Verification", "Model", "ArgumentParser",
    ],
]

/// The standard library, the C library, and the small Foundation.
private let always: Set<String> = ["Synchronization", "FoundationEssentials", "Glibc", "Darwin"]

@Suite("The table of modules")
struct ImportTableTests {
    @Test("every module imports only what its row names")
    func imports() {
        let files = SourceTree().files(in: "Sources", ending: ".swift")
        #expect(files.count > 100, "the sources were not found")
        for file in files {
            guard let row = allowedImports[file.module] else {
                Issue.record("\(file.path): the module \(file.module) has no row")
                continue
            }
            for name in Self.imports(file.text) where !always.contains(name) {
                #expect(row.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test("an import is seen in every form it can be written in")
    func reading() {
        let text = """
            import Model
            package import Store
            @preconcurrency import NIOCore
            @testable import Engine
            public import struct Crypto.SHA256
            // import Comment
            let important = 1
            """
        #expect(Self.imports(text) == ["Model", "Store", "NIOCore", "Engine", "Crypto"])
    }

    static func imports(_ text: String) -> [String] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias"]
        return text.split(separator: "\n").compactMap { line in
            var words = line.split(separator: " ")[...]
            while let word = words.first,
                word.hasPrefix("@") || ["package", "public", "internal", "private"].contains(word)
            { words.removeFirst() }
            guard words.popFirst() == "import" else { return nil }
            if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
            return words.first.map { String($0.prefix { $0 != "." }) }
        }
    }
}
