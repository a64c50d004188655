/// Returns when `condition` holds. It gives up only when the test is cancelled, as a suite's time
/// limit does: a test that waits in any other way outlives its limit.
package func wait(_ condition: () throws -> Bool) async throws {
    while try !condition() { try await Task.sleep(for: .milliseconds(1)) }
}
