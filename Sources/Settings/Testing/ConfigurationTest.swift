package import Model

/// An entry of `tests:`: a message, and where it must go.
package struct ConfigurationTest: Sendable {
    package var name: String
    /// The file it stands in, as diagnostics name it.
    package var file: String
    /// Where its name stands in the file.
    package var position: Position
    package var event: SampleEvent
    package var expectation: Expectation

    package struct SampleEvent: Sendable {
        package var source: String
        /// Nil: what the source's mapping reads from the body.
        package var type: String?
        package var milestone: Milestone?
        package var headers: HeaderList
        package var body: [UInt8]
    }

    package enum Expectation: Equatable, Sendable {
        /// These targets and no others.
        case exactly(Set<String>)
        case containing(include: Set<String>, exclude: Set<String>)
    }
}

/// A test that did not come out as it says.
package struct TestFailure: Equatable, Sendable {
    package var name: String
    package var file: String
    package var position: Position
    /// One line: what was missing, what was too much, and which routes matched.
    package var message: String
    /// Why each route that sends to those targets took the event, or did not: a line for each.
    package var explanation: [String]
}
