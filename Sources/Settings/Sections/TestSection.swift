import Model

/// Reads one entry of `tests:`.
struct TestSection {
    let sources: [String]
    let targets: Set<String>
    let reading: Reading
    /// Bodies by the names of their files; those that could not be read are not there.
    var bodies: [String: [UInt8]] = [:]

    /// The files with bodies that a file's tests name, which must be read before them.
    static func files(of root: YAMLNode) -> [Placed<String>] {
        func value(_ node: YAMLNode, _ key: any KeyDeclaration) -> YAMLNode? {
            guard case .mapping(let entries) = node.content else { return nil }
            return entries.first { $0.key == key.name }?.value
        }
        guard case .list(let tests) = value(root, DocumentKeys.tests)?.content else { return [] }
        return tests.compactMap { test in
            guard let event = value(test, TestKeys.event),
                let file = value(event, TestEventKeys.bodyFile), let name = file.scalar?.text
            else { return nil }
            return Placed(value: name, position: file.position)
        }
    }

    func read(_ node: YAMLNode) -> ConfigurationTest? {
        guard
            let mapping = MappingReader(node, what: "a test", keys: TestKeys.all, reading: reading)
        else { return nil }
        let name = mapping(TestKeys.name)
        let event = mapping(TestKeys.event).flatMap { self.event($0) }
        let expectation = mapping(TestKeys.expect).flatMap { self.expectation($0) }
        guard let name, let event, let expectation else { return nil }
        return ConfigurationTest(
            name: name, file: reading.file, position: mapping.position(of: TestKeys.name),
            event: event, expectation: expectation)
    }

    private func event(_ mapping: MappingReader) -> ConfigurationTest.SampleEvent? {
        let type = mapping(TestEventKeys.type)
        let milestone = mapping(TestEventKeys.milestone)
        let headers = mapping(TestEventKeys.headers) ?? []
        let given = mapping(TestEventKeys.body).map { bytes($0) }
        let file = mapping(TestEventKeys.bodyFile)
        if given != nil, let file {
            reading.error(
                .conflictingKeys, at: file.position, "a test has a body or a body_file, not both")
        }
        if let file, bodies[file.value] == nil, !reading.hasErrors {
            reading.error(.invalidValue, at: file.position, "this names no file")
        }
        let body = given ?? file.flatMap { bodies[$0.value] } ?? []
        guard let source = mapping(TestEventKeys.source) else { return nil }
        guard sources.contains(source.value) || source.value == Alert.source else {
            reading.error(
                .unknownName, at: source.position,
                "no source is named '\(Excerpt.clean(source.value))'",
                hint: NearestName.hint(source.value, in: sources))
            return nil
        }
        var list = HeaderList()
        for (entry, value) in headers { list.append(entry.key, value) }
        return ConfigurationTest.SampleEvent(
            source: source.value, type: type, milestone: milestone, headers: list, body: body)
    }

    private func expectation(_ node: YAMLNode) -> ConfigurationTest.Expectation? {
        switch node.content {
        case .list(let items):
            return .exactly(Set(names(items.compactMap { ValueKind.placedText.read($0, reading) })))
        case .mapping:
            guard
                let mapping = MappingReader(
                    node, what: "expect", keys: ExpectKeys.all, reading: reading)
            else { return nil }
            let include = mapping(ExpectKeys.include) ?? []
            let exclude = mapping(ExpectKeys.exclude) ?? []
            guard mapping.has(ExpectKeys.include) || mapping.has(ExpectKeys.exclude) else {
                reading.error(
                    .missingKey, at: node.position, "expect needs 'include' or 'exclude'",
                    hint: "write 'expect: []' when nothing is to be sent")
                return nil
            }
            return .containing(include: Set(names(include)), exclude: Set(names(exclude)))
        case .scalar:
            return reading.expected("a list of targets, or { include: […], exclude: […] }", node)
        }
    }

    private func names(_ placed: [Placed<String>]) -> [String] {
        placed.compactMap { name in
            guard targets.contains(name.value) else {
                reading.error(
                    .unknownName, at: name.position,
                    "no target is named '\(Excerpt.clean(name.value))'",
                    hint: NearestName.hint(name.value, in: targets.sorted()))
                return nil
            }
            return name.value
        }
    }

    /// Text is taken as it is; anything else becomes JSON, numbers with the digits written.
    private func bytes(_ node: YAMLNode) -> [UInt8] {
        if case .text = node.scalar?.value, let scalar = node.scalar,
            case .string(let text) = JSONScalar(scalar, at: node.position, reading)
        {
            return Array(text.utf8)
        }
        var writer = JSONWriter()
        write(node, &writer)
        return writer.bytes
    }

    private func write(_ node: YAMLNode, _ writer: inout JSONWriter) {
        switch node.content {
        case .scalar(let scalar):
            writer.scalar(JSONScalar(scalar, at: node.position, reading) ?? .null)
        case .list(let items):
            writer.array { writer in
                for item in items { write(item, &writer) }
            }
        case .mapping(let entries):
            writer.object { writer in
                for entry in entries {
                    writer.key(entry.key)
                    write(entry.value, &writer)
                }
            }
        }
    }
}
