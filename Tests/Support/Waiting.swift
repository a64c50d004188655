package import Testing

extension Trait where Self == TimeLimitTrait {
    /// Ends a test that hangs. It measures nothing: time runs while others hold the processors, and
    /// on a small or busy machine they do for minutes.
    package static var hangLimit: Self { .timeLimit(.minutes(20)) }
}

/// Returns when `condition` holds. It gives up only when the test is cancelled, as a suite's time
/// limit does: a test that waits in any other way outlives its limit.
package func wait(_ condition: () throws -> Bool) async throws {
    while try !condition() { try await Task.sleep(for: .milliseconds(1)) }
}
