/// A span in which a target or destination was blocked or paused: it does not count towards the
/// age of deliveries that waited through it.
package struct Stop: Equatable, Sendable {
    package var from: Timestamp
    package var to: Timestamp

    package init(from: Timestamp, to: Timestamp) {
        self.from = from
        self.to = to
    }
}
