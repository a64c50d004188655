import Testing

@testable import Ingress

@Suite("The listeners' threads")
struct ListenerThreadsTests {
    @Test(
        "there is one for two processors, and one at least",
        arguments: [(1, 1), (2, 1), (3, 1), (4, 2), (64, 32)])
    func count(processors: Int, threads: Int) {
        #expect(ListenerThreads.count(processors: processors) == threads)
    }
}
