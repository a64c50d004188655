import Model
import Yams

extension YAMLReader {
    /// What `read` makes of a large file, by several threads. Nil when it is small, is laid out
    /// otherwise than most, or has anything to tell of: then it is to be read as a whole.
    static func readTogether(_ text: String, _ reading: Reading) -> YAMLNode? {
        guard text.utf8.count >= Limits.yamlReadTogetherBytesMin,
            let list = LongList("routes", in: text, parts: Limits.routeReadersMax)
        else { return nil }
        let another = reading.another
        let texts = list.parts + [.init(text: list.rest, linesBefore: 0)]
        let read = Together.map(texts.count) { index in
            let isRest = index == list.parts.count
            return Self.quietly(
                texts[index].text, linesBefore: texts[index].linesBefore, depth: isRest ? 0 : 1,
                another())
        }
        guard case .mapping(var entries)? = read[list.parts.count]?.content,
            let place = entries.firstIndex(where: { $0.position.line == list.line }),
            entries[place].key == "routes", entries[place].value.isNull
        else { return nil }
        var items: [YAMLNode] = []
        for part in read.dropLast() {
            guard case .list(let these)? = part?.content else { return nil }
            items += these
        }
        entries[place].value.content = .list(items)
        entries[place].value.position = list.position
        var root = read[list.parts.count]
        root?.content = .mapping(entries)
        return root
    }

    /// Nil when there is anything to say of it.
    private static func quietly(
        _ text: String, linesBefore: Int, depth: Int, _ reading: Reading
    ) -> YAMLNode? {
        guard let root = try? Yams.compose(yaml: text, .basic, .default, .utf8) else { return nil }
        var reader = YAMLReader(reading: reading, linesBefore: linesBefore)
        let node = try? reader.node(root, owner: nil, sensitive: false, depth: depth)
        return reading.isSpotless ? node : nil
    }
}
