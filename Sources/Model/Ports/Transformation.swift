import Synchronization

/// A program of the user's own that makes one JSON text of another. It runs outside of this
/// process, since nothing is known of what it does.
package protocol Transformation: Sendable {
    /// As it was written.
    var source: String { get }

    /// What it makes of `input`, one JSON text: its first output, one JSON text too.
    ///
    /// Blocks until there is one, for `Limits.transformationTime` at most: not for a thread that
    /// must not be held up, nor for one of Swift's cooperative ones.
    /// Once `stop` is set it ends soon, with `.unavailable`.
    func run(on input: [UInt8], until stop: StopSign?) -> Result<[UInt8], TransformationFailure>
}

extension Transformation {
    package func run(on input: [UInt8]) -> Result<[UInt8], TransformationFailure> {
        run(on: input, until: nil)
    }
}

/// Says to who looks at it now and then that what they do is not wanted any more. Safe from any
/// thread; it stays set.
package final class StopSign: Sendable {
    private let value = Atomic(false)

    package init() {}

    package func set() { value.store(true, ordering: .releasing) }
    package var isSet: Bool { value.load(ordering: .acquiring) }
}

package enum TransformationFailure: Error, Equatable, Sendable {
    /// The program says so. `message` holds nothing of the input; `whole` may: it is for who has
    /// the input already. Both are without control characters.
    case failed(String, whole: String)
    case noOutput
    /// It took more than one of `Limits.transformation…`; which one.
    case limit(String)
    /// It could not be run to its end, through no fault of its own or the input's: the system has
    /// no process left, or no time for it, the interpreter is gone, or it was stopped. It may work
    /// later.
    case unavailable(String)
}
