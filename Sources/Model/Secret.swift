/// A credential. It prints as `•••`, so that it cannot reach a log by accident.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    /// An empty text is no secret: nil. A missing or empty secret is never an open door.
    package init?(_ value: String) {
        guard !value.isEmpty else { return nil }
        self.value = value
    }

    /// The text itself. Every use of this is a place to look at in a review.
    package func reveal() -> String { value }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
