/// A target, or a destination inside one.
package struct TargetPlace: Hashable, Sendable, CustomStringConvertible {
    package var target: String
    /// Empty: the target as a whole.
    package var destination: String

    package init(_ target: String, destination: String = "") {
        self.target = target
        self.destination = destination
    }

    /// `hiring`, or `hiring C0BACKEND`.
    package var description: String {
        destination.isEmpty ? target : "\(target) \(destination)"
    }

    /// Whether what goes there goes through this.
    package func holds(target: String, destination: String) -> Bool {
        self.target == target
            && (self.destination.isEmpty || self.destination == destination)
    }
}
