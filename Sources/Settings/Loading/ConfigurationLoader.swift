import Crypto
package import Model
import Routing

/// Reads `routes.yaml` and what it includes into a `Configuration`, or says all that is wrong.
package enum ConfigurationLoader {
    /// Reads a file, and the files that it includes. Blocks while it does; may be called from any
    /// thread.
    package static func load(
        path: String, resolver: SecretResolver = .system, mode: LoadMode
    ) -> LoadResult {
        let (folder, name) = IncludedFiles.split(path)
        let reading = Reading(file: path, resolver: resolver, mode: mode)
        guard let main = IncludedFiles.read(path, as: name, into: reading, at: .start) else {
            return result([.init(reading: reading)], [:])
        }
        return load(main, reading) { patterns in
            IncludedFiles.find(patterns, in: folder, reading: reading)
        } beside: { name, what, reading in
            IncludedFiles.read(name, what, in: folder, reading: reading)
        }
    }

    /// The same for files that are at hand, the main one first: those of a stored configuration.
    /// Diagnostics name them as they are named. Which of the others are included, tables or bodies
    /// of tests is what the first one says.
    package static func load(
        files: [ConfigurationFile], resolver: SecretResolver, mode: LoadMode
    ) -> LoadResult {
        precondition(!files.isEmpty, "a configuration has a main file")
        let reading = Reading(file: files[0].name, resolver: resolver, mode: mode)
        return load(files[0], reading) { patterns in
            files.dropFirst().filter { IncludedFiles.is($0.name, amongst: patterns) }.map { file in
                (file, Reading(file: file.name, beside: reading))
            }
        } beside: { name, what, reading in
            guard let file = files.dropFirst().first(where: { $0.name == name.value }) else {
                reading.error(
                    .fileUnreadable, at: name.position,
                    "the \(what) \(Excerpt.clean(name.value)) is not there")
                return nil
            }
            return (file, Reading(file: file.name, beside: reading))
        }
    }

    /// The same for the bytes of one file; `file` is how diagnostics name it.
    package static func load(
        bytes: [UInt8], file: String, resolver: SecretResolver, mode: LoadMode
    ) -> LoadResult {
        load(files: [.init(name: file, bytes: bytes)], resolver: resolver, mode: mode)
    }

    private static func load(
        _ main: ConfigurationFile, _ reading: Reading,
        _ included: ([Placed<String>]) -> [(ConfigurationFile, Reading)],
        beside: (Placed<String>, String, Reading) -> (ConfigurationFile, Reading)?
    ) -> LoadResult {
        var files = [main]
        var documents = [Document(main, reading)]
        if let root = documents[0].root {
            for (file, reading) in included(IncludeSection.patterns(of: root, reading)) {
                files.append(file)
                documents.append(Document(file, reading))
            }
        }
        guard documents.allSatisfy({ $0.root != nil }) else {
            return Self.result(documents, [:])
        }
        var tables: [String: TableFile] = [:]
        for document in documents {
            for name in document.root.map(TableSection.files) ?? [] where tables[name.value] == nil
            {
                guard let (file, reading) = beside(name, "table's file", document.reading)
                else { continue }
                files.append(file)
                tables[name.value] = TableFile(file, reading)
            }
        }
        var bodies: [String: [UInt8]] = [:]
        for document in documents {
            for name in document.root.map(TestSection.files) ?? [] where bodies[name.value] == nil {
                guard let (file, _) = beside(name, "body's file", document.reading)
                else { continue }
                files.append(file)
                bodies[name.value] = file.bytes
            }
        }
        let parts = DocumentSection().read(documents, tables, bodies: bodies)
        func hasErrors() -> Bool {
            documents.contains(where: \.reading.hasErrors)
                || tables.values.contains(where: \.reading.hasErrors)
        }
        guard !hasErrors() else { return Self.result(documents, tables) }
        let linter = Linter(
            places: parts.places, sources: parts.sources, routes: parts.routes,
            alerts: parts.alerts, tablesUsed: parts.tablesUsed, routeTexts: parts.routeTexts)
        let routes = table(parts.routes, parts.alerts) { linter.run() }
        var configuration = Configuration(
            version: version(files), sources: parts.sources, targets: parts.targets,
            routes: routes, tests: parts.tests, alerts: parts.alerts, files: files)
        configuration.kinds = parts.kinds
        for failure in ConfigurationTests.run(configuration) {
            let document = documents.first { $0.reading.file == failure.file } ?? documents[0]
            document.reading.error(
                .testFailed, at: failure.position, failure.message, notes: failure.explanation)
        }
        let isFine = !hasErrors()
        var result = Self.result(documents, tables)
        result.configuration = isFine ? configuration : nil
        result.secretsMissingBySource = parts.secretsMissing
        return result
    }

    /// Of very many routes it is made while the linter looks at them.
    private static func table(
        _ routes: [Route], _ alerts: AlertSettings, beside lint: () -> Void
    ) -> RouteTable {
        guard routes.count >= Limits.routesReadTogetherMin else {
            lint()
            return RouteTable(routes, alerts: alerts.route)
        }
        return Together.run({ RouteTable(routes, alerts: alerts.route) }, beside: lint)
    }

    /// `cfg_` and the first 12 hex digits of the SHA-256 over the file as written (with others it
    /// includes: each with its name and length in front): the same files have the same version
    /// wherever they are read, and secrets are no part of it.
    package static func version(_ files: [ConfigurationFile]) -> String {
        var hash = SHA256()
        hash.update(data: files[0].bytes)
        for file in files.dropFirst() {
            hash.update(data: Array("\0\(file.name)\0\(file.bytes.count)\0".utf8))
            hash.update(data: file.bytes)
        }
        return "cfg_" + Hex.encode(hash.finalize()).prefix(12)
    }

    /// Without a configuration.
    private static func result(
        _ documents: [Document], _ tables: [String: TableFile]
    ) -> LoadResult {
        let tables = tables.sorted { $0.key < $1.key }.map(\.value)
        var result = LoadResult(
            configuration: nil,
            diagnostics: documents.flatMap(\.diagnostics) + tables.flatMap(\.diagnostics),
            secretsMissing: documents[0].reading.secretsMissing)
        result.touched = documents[0].reading.touched
        return result
    }
}
