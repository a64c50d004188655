import Model
import Testing

@testable import Gateway

@Suite("Whether refusals rise")
struct RefusalWindowTests {
    private func look(
        _ window: inout RefusalWindow, _ seconds: Int64, refused: UInt64, all: UInt64
    ) -> RefusalWindow.Count? {
        window.look(["s": .init(refused: refused, all: all)], now: Timestamp(seconds: seconds))["s"]
    }

    @Test("ten of less than a hundred within five minutes do; nine, or ten of a hundred, do not")
    func limits() {
        var window = RefusalWindow()
        #expect(look(&window, 0, refused: 500, all: 500) == nil, "what was before does not count")
        #expect(look(&window, 30, refused: 509, all: 509) == nil)
        #expect(look(&window, 60, refused: 510, all: 599) == .init(refused: 10, all: 99))
        #expect(look(&window, 90, refused: 510, all: 600) == nil)
    }

    @Test("it is over when five minutes have fewer")
    func over() {
        var window = RefusalWindow()
        _ = look(&window, 0, refused: 0, all: 0)
        #expect(look(&window, 30, refused: 20, all: 20) == .init(refused: 20, all: 20))
        for seconds in stride(from: Int64(60), through: 300, by: 30) {
            #expect(look(&window, seconds, refused: 20, all: 20) != nil, "\(seconds)")
        }
        #expect(look(&window, 330, refused: 20, all: 20) == nil)
    }

    @Test("a clock that is set back, or looks that come too often, do not fill it")
    func setBack() {
        var window = RefusalWindow()
        for seconds in stride(from: Int64(100_000), to: 0, by: -30) {
            _ = look(&window, seconds, refused: 0, all: 0)
            #expect(window.looks.count == 1)
        }
        for seconds in Int64(100)..<200 { _ = look(&window, seconds, refused: 0, all: 0) }
        #expect(window.looks.count == RefusalWindow.looksMax)
        #expect(look(&window, 230, refused: 10, all: 10) == .init(refused: 10, all: 10))
    }

    @Test("a source that is new began with nothing, and one whose counts begin anew is let be")
    func changes() {
        var window = RefusalWindow()
        _ = window.look([:], now: Timestamp(seconds: 0))
        let found = window.look(
            ["new": .init(refused: 30, all: 40)], now: Timestamp(seconds: 30))
        #expect(found == ["new": .init(refused: 30, all: 40)])
        #expect(
            window.look(["new": .init(refused: 1, all: 2)], now: Timestamp(seconds: 330)) == [:])
    }
}
