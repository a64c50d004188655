import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One line of a terminal that says how far long work is, and is gone when it ends.
package struct ProgressLine: Sendable {
    private let write: (@Sendable (String) -> Void)?

    /// `write` gets each step's text; nil: nothing is shown.
    package init(_ write: (@Sendable (String) -> Void)?) { self.write = write }

    /// On standard error, when that is a terminal.
    package static var ofTerminal: ProgressLine {
        guard isatty(2) == 1 else { return ProgressLine(nil) }
        return ProgressLine { StandardOutput.complain("\r\u{1B}[K" + $0) }
    }

    func show(_ text: String) { write?(text) }

    func clear() { write?("") }
}
