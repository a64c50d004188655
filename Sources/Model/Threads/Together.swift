/// Work that is worth several threads: reading very large rules, at the start and at a reload.
///
/// Where the system has no thread left, the caller's own does the work.
package enum Together {
    /// What `part` makes of each number below `count`, in order; each on a thread of its own, the
    /// last on this one.
    package static func map<Result: Sendable>(
        _ count: Int, _ part: @escaping @Sendable (Int) -> Result
    ) -> [Result] {
        precondition(count > 0)
        let others = (0..<count - 1).map { index in Started { part(index) } }
        let last = part(count - 1)
        return others.map(\.result) + [last]
    }

    /// What `other` makes on a thread of its own, while `here` runs on this one.
    package static func run<Result: Sendable>(
        _ other: @escaping @Sendable () -> Result, beside here: () -> Void
    ) -> Result {
        let started = Started(other)
        here()
        return started.result
    }

    private final class Started<Result: Sendable>: Sendable {
        private let found = Monitor<Result?>(nil)
        private let work: @Sendable () -> Result
        private let thread: SystemThread?

        init(_ work: @escaping @Sendable () -> Result) {
            self.work = work
            thread = try? SystemThread(name: "reading") { [found] in
                let result = work()
                found.change { $0 = result }
            }
        }

        /// To be asked for once.
        var result: Result {
            guard let thread else { return work() }
            thread.join()
            return found.wait { $0 }
        }
    }
}
