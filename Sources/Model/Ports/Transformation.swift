/// A program of the user's own that makes one JSON text of another. It runs outside of this
/// process, since nothing is known of what it does.
package protocol Transformation: Sendable {
    /// As it was written.
    var source: String { get }

    /// What it makes of `input`, one JSON text: its first output, one JSON text too.
    ///
    /// Blocks until there is one, for `Limits.transformationTime` at most: not for a thread that
    /// must not be held up, nor for one of Swift's cooperative ones.
    func run(on input: [UInt8]) -> Result<[UInt8], TransformationFailure>
}

package enum TransformationFailure: Error, Equatable, Sendable {
    /// The program says so. `message` holds nothing of the input; `whole` may: it is for who has
    /// the input already. Both are without control characters.
    case failed(String, whole: String)
    case noOutput
    /// It took more than one of `Limits.transformation…`; which one.
    case limit(String)
    /// It could not be started: the system has no process left, or the interpreter is gone. It may
    /// work later.
    case notStarted(String)
}
