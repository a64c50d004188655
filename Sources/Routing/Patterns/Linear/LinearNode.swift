/// A regular expression as parsed.
indirect enum LinearNode: Sendable {
    case nothing
    case one(ScalarClass)
    case sequence([LinearNode])
    case choice([LinearNode])
    /// `max` nil: without end.
    case repeated(LinearNode, min: Int, max: Int?)
    case assertion(LinearAssertion)
}

/// A condition on a position, which takes no text.
enum LinearAssertion: Sendable {
    case start, end, wordBoundary, noWordBoundary
}
