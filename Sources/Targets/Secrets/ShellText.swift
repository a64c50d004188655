/// Text for `/bin/sh` (POSIX shell command language, section 2.2).
enum ShellText {
    /// One word that the shell reads as exactly `text`, with each secret in it replaced by its
    /// variable: `'key='"$AUDIT_TOKEN"`.
    static func word(_ text: String, secrets: [(text: String, variable: String)] = []) -> String {
        var word = ""
        var literal = ""
        var rest = text.utf8[...]
        func flush() {
            if !literal.isEmpty { word += quoted(literal) }
            literal = ""
        }
        scan: while !rest.isEmpty {
            for secret in secrets where rest.starts(with: secret.text.utf8) {
                flush()
                word += "\"$\(secret.variable)\""
                rest = rest.dropFirst(secret.text.utf8.count)
                continue scan
            }
            // Secrets are whole scalars, so a literal between them is too.
            let scalar = text.unicodeScalars[rest.startIndex]
            literal.unicodeScalars.append(scalar)
            rest = rest.dropFirst(UTF8.width(scalar))
        }
        flush()
        return word.isEmpty ? "''" : word
    }

    /// Within single quotes nothing has a meaning but the single quote. Byte for byte: as a
    /// `Character` a quote with a combining mark would not be one, but the shell sees it.
    static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "'")]
        bytes.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "'") {
                bytes.append(contentsOf: #"'\''"#.utf8)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "'"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A name that a variable can have.
    static func variable(_ parts: String...) -> String {
        let name = parts.joined(separator: "_").uppercased().utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A: byte
            default: UInt8(ascii: "_")
            }
        }
        let text = String(decoding: name, as: UTF8.self)
        return text.first?.isNumber == true ? "_\(text)" : text
    }
}
