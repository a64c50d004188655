/// What every store must do, whatever keeps it: one list of cases, run against each driver.
package enum StoreConformance {
    /// One promise of the contract.
    package struct Case: Sendable, CustomStringConvertible {
        /// A sentence about behaviour.
        package let description: String
        package let run: @Sendable (StoreFactory) async throws -> Void

        init(_ sentence: String, _ run: @escaping @Sendable (StoreFactory) async throws -> Void) {
            description = sentence
            self.run = run
        }
    }

    package static let cases =
        appending + duplicates + handingOver + delivering + lanes + keeping
        + waiting + finding + configurations
        + interviews

    /// A promise that was not kept, and where the suite noticed.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    static func expect(
        _ isKept: Bool, _ what: @autoclosure () -> String, line: Int = #line,
        file: String = #fileID
    ) throws {
        guard isKept else { throw Broken(description: "\(what()) (\(file):\(line))") }
    }

    static func equal<T: Equatable>(
        _ value: T, _ expected: T, line: Int = #line, file: String = #fileID
    ) throws {
        try expect(value == expected, "got \(value), not \(expected)", line: line, file: file)
    }

    /// Both sides of every test of reservations: none leaks, none is used twice.
    static func expectBalanced(
        _ fixture: StoreFixture, line: Int = #line, file: String = #fileID
    ) throws {
        let account = fixture.window.account
        try equal(account.held, 0, line: line, file: file)
        try equal(account.faults, [], line: line, file: file)
        try equal(
            account.reserved, account.cancelled + account.handedOver.count, line: line, file: file)
    }
}
