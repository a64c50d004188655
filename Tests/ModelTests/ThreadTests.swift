import Model
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Threads")
struct ThreadTests {
    @Test("a joined thread has run its body, on a thread of its own")
    func joining() throws {
        let ran = Monitor(false)
        let thread = try SystemThread { ran.change { $0 = true } }
        #expect(!thread.isCurrent)
        thread.join()
        #expect(ran.change(waking: .nobody) { $0 })
    }

    #if canImport(Glibc)
        @Test("a thread is shown by its name, as far as the system keeps it")
        func name() throws {
            let shown = Monitor("")
            let thread = try SystemThread(name: "a-name-of-more-than-fifteen-bytes") {
                var name = [UInt8](repeating: 0, count: 64)
                let file = open("/proc/thread-self/comm", O_RDONLY | O_CLOEXEC)
                let length = read(file, &name, name.count)
                close(file)
                let text = String(decoding: name.prefix(max(0, length)), as: UTF8.self)
                shown.change { $0 = text }
            }
            thread.join()
            #expect(shown.change(waking: .nobody) { $0 } == "a-name-of-more-\n")
        }
    #endif

    @Test("work for several threads comes back in order, and nothing is done twice")
    func together() {
        let done = Monitor<[Int]>([])
        let results = Together.map(5) { index in
            done.change { $0.append(index) }
            return index * index
        }
        #expect(results == [0, 1, 4, 9, 16])
        #expect(done.change { $0.sorted() } == [0, 1, 2, 3, 4])
        #expect(Together.map(1) { $0 } == [0])
        // Each waits for the other: they run at once.
        let other = Monitor(0)
        let result = Together.run {
            other.change { $0 += 1 }
            return other.wait { $0 == 2 ? "both" : nil }
        } beside: {
            other.wait { $0 == 1 ? () : nil }
            other.change { $0 += 1 }
        }
        #expect(result == "both")
    }

    @Test("a thread with too small a stack starts all the same, with a larger one")
    func smallStack() throws {
        let ran = Monitor(false)
        try SystemThread(stackBytes: 1) { ran.change { $0 = true } }.detach()
        let hasRun = ran.wait { $0 ? true : nil }
        #expect(hasRun)
    }

    @Test("whoever waits on a monitor goes on when the value is what they wait for")
    func monitor() throws {
        let count = Monitor(0)
        let thread = try SystemThread { for _ in 0..<100 { count.change { $0 += 1 } } }
        #expect(count.wait { $0 == 100 ? $0 : nil } == 100)
        thread.join()
    }

    @Test("each change for one lets one go on")
    func one() throws {
        let work = Monitor([Int]())
        let taken = Monitor([Int]())
        let threads = try (0..<4).map { _ in
            try SystemThread {
                let element: Int = work.wait { $0.popLast() }
                taken.change { $0.append(element) }
            }
        }
        for element in 0..<4 { work.change(waking: .one) { $0.append(element) } }
        for thread in threads { thread.join() }
        #expect(taken.change(waking: .nobody) { $0.sorted() } == [0, 1, 2, 3])
    }

    @Test("a wait with a limit ends without a result")
    func limit() {
        let never: Bool? = Monitor(0).wait(atMost: .zero) { $0 == 1 ? true : nil }
        #expect(never == nil)
    }
}
