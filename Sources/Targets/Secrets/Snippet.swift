import Model

/// The beginning of an answer, made fit to be stored and shown.
enum Snippet {
    /// Valid UTF-8 of at most `bytesMax` bytes: secrets become `•••`, control characters spaces,
    /// bytes that are no UTF-8 the replacement character.
    static func text(
        of body: [UInt8], without secrets: SecretTexts, bytesMax: Int = Limits.snippetStoredBytes
    ) -> String {
        guard !body.isEmpty else { return "" }
        let shown = secrets.needles.isEmpty ? body : redacted(body, secrets.needles)
        var text = ""
        var bytes = 0
        // A scalar comes from at least one byte, so this is enough of them.
        for scalar in String(decoding: shown.prefix(bytesMax + 4), as: UTF8.self).unicodeScalars {
            let kept = isControl(scalar) ? " " : scalar
            bytes += UTF8.width(kept)
            guard bytes <= bytesMax else { break }
            text.unicodeScalars.append(kept)
        }
        return text
    }

    /// C0 and C1 controls, and the marks that reorder text on a terminal.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Needles come longest first. At the end of the body the beginning of one is enough: the rest
    /// may have been cut off.
    static func redacted(_ body: [UInt8], _ needles: [[UInt8]]) -> [UInt8] {
        let mark = Array("•••".utf8)
        var firsts = Set<UInt8>()
        for needle in needles { firsts.insert(needle[0]) }
        var shown: [UInt8] = []
        shown.reserveCapacity(body.count)
        var position = 0
        while position < body.count {
            if firsts.contains(body[position]) {
                let rest = body[position...]
                let found = needles.first { rest.starts(with: $0) }
                let cut =
                    found == nil && rest.count >= 4 && needles.contains { $0.starts(with: rest) }
                if found != nil || cut {
                    shown.append(contentsOf: mark)
                    position += found?.count ?? rest.count
                    continue
                }
            }
            shown.append(body[position])
            position += 1
        }
        return shown
    }
}
