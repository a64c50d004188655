import Settings

extension LoadResult {
    /// The rules; else what is wrong with them, as a command says it.
    func usable() throws(ConsoleError) -> Configuration {
        guard let configuration else {
            throw .failed(errors.map { TerminalText.lines($0.rendered) }.joined(separator: "\n"))
        }
        return configuration
    }
}
