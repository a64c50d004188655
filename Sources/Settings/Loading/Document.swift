import Model

/// One file of a configuration, parsed.
struct Document {
    let reading: Reading
    /// Nil: it is no text.
    private let text: String?
    /// Nil: it could not be parsed; `reading` knows why.
    let root: YAMLNode?

    /// A file that could not be read.
    init(reading: Reading) {
        self.reading = reading
        text = nil
        root = nil
    }

    init(_ file: ConfigurationFile, _ reading: Reading) {
        self.reading = reading
        guard file.bytes.count <= Limits.configurationBytesMax else {
            reading.error(
                .fileTooLarge, at: .start,
                "the file is larger than \(Limits.configurationBytesMax >> 20) MiB")
            text = nil
            root = nil
            return
        }
        let hasMark = file.bytes.starts(with: [0xEF, 0xBB, 0xBF])
        text = String(validating: file.bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self)
        guard let text else {
            reading.error(.notUTF8, at: .start, "the file is not UTF-8 text")
            root = nil
            return
        }
        reading.text = text
        root = YAMLReader.read(text, into: reading)
    }

    /// By position, each with its line.
    var diagnostics: [Diagnostic] { reading.diagnostics(text: text, root: root) }
}
