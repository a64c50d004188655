import DeadLetters
import Model
import Testing

@Suite("Dead letters, newest first")
struct NewestFirstTests {
    private let scratch: Scratch
    private var reader: DeadLetterReader { DeadLetterReader(directory: scratch.path) }

    init() throws { scratch = try Scratch() }

    private func write(_ letters: [DeadLetter]) throws {
        _ = try DeadLetterWriter(directory: scratch.path).append(letters)
    }

    /// All pages' ids; each page's place goes through its text, as it does for a caller.
    private func pages(
        _ filter: DeadLetterFilter = DeadLetterFilter(), limit: Int, linesMax: Int = .max
    ) throws -> [[DeliveryID]] {
        var pages: [[DeliveryID]] = []
        var before: DeadLetterPage.Place?
        repeat {
            let page = try reader.newest(
                filter, before: before, limit: limit, linesMax: linesMax, countMax: 0)
            pages.append(page.items.map(\.letter.delivery.id))
            before = try page.next.map { try #require(DeadLetterPage.Place($0.description)) }
        } while before != nil && pages.count < 10_000
        return pages
    }

    /// Over three targets and three days, in the order of their deaths.
    private func spread(_ count: Int) -> [DeadLetter] {
        (0..<count).map { number in
            Fixture.letter(
                number, target: ["audit", "b,c:d", "hiring"][number % 3],
                code: number % 10 == 0 ? "timeout" : "http_bad_request",
                died: Fixture.now + .minutes(Int64(number)))
        }
    }

    @Test("targets and days are merged, page by page, each once", arguments: [1, 7, 500])
    func merged(limit: Int) throws {
        let letters = spread(limit == 500 ? 4000 : 300)
        try write(letters)
        let pages = try pages(limit: limit)
        #expect(pages.flatMap { $0 } == letters.map(\.delivery.id).reversed())
        #expect(pages.dropLast().allSatisfy { $0.count == limit })
        #expect(pages.last?.isEmpty == false)
    }

    @Test("a filter that finds little ends its pages early and goes on, nothing twice or missing")
    func narrow() throws {
        let letters = spread(1000)
        try write(letters)
        var filter = DeadLetterFilter()
        filter.code = "timeout"
        let pages = try pages(filter, limit: 50, linesMax: 64)
        let wanted = letters.filter { $0.reason.code == "timeout" }
        #expect(pages.flatMap { $0 } == wanted.map(\.delivery.id).reversed())
        #expect(pages.count > 10)
    }

    @Test("the total is counted to its bound")
    func total() throws {
        try write(spread(100))
        let few = try reader.newest(limit: 10, countMax: 20)
        #expect(few.total < 40 && few.isTotalLeast)
        let all = try reader.newest(limit: 10)
        #expect(all.total == 100 && !all.isTotalLeast)
    }

    @Test("what dies while somebody reads page after page does not show up in between")
    func appended() throws {
        let letters = spread(30)
        try write(letters)
        let first = try reader.newest(limit: 10)
        try write([Fixture.letter(99, died: Fixture.now + .minutes(30))])
        try write([Fixture.letter(98, target: "new", died: Fixture.now + .minutes(30))])
        let second = try reader.newest(before: first.next, limit: 30)
        let ids = (first.items + second.items).map(\.letter.delivery.id)
        #expect(ids == letters.map(\.delivery.id).reversed())
    }

    @Test("a line written twice is given once, also when a page ends between both")
    func repeated() throws {
        try write([1, 2, 3, 2, 3, 4].map { Fixture.letter($0) })
        for limit in 1...4 {
            let ids = try pages(limit: limit).flatMap { $0 }
            #expect(ids == [4, 3, 2, 1].map { Fixture.id($0) })
        }
    }

    @Test("lines of any length come whole, torn ones are counted")
    func lengths() throws {
        let body = [UInt8](repeating: 0x61, count: 300_000)
        try write([Fixture.letter(1, body: body), Fixture.letter(2), Fixture.letter(3, body: body)])
        let file = "audit/2026-01-05.ndjson"
        let text = try scratch.read(file)
        try scratch.write(Array("\n{\"torn\":\n\n".utf8) + text + Array("[]\n{".utf8), to: file)
        let page = try reader.newest(limit: 10)
        #expect(page.items.map(\.letter.event.body.count) == [300_000, 2, 300_000])
        #expect(page.unreadable == 3)
        #expect(page.items.allSatisfy { $0.file == file })
    }

    @Test("a place that nobody gave is refused", arguments: ["", "dlv_1", "2026-01-05,a", "x,a:1"])
    func places(text: String) {
        #expect(DeadLetterPage.Place(text) == nil)
    }

    @Test("reading forward goes on where it ended, by target and day")
    func steps() throws {
        let letters = spread(2000)
        try write(letters)
        let once = try steps(linesMax: .max)
        #expect(once.count == 2000)
        #expect(try steps(linesMax: 7) == once)
    }

    private func steps(linesMax: Int) throws -> [DeliveryID] {
        var ids: [DeliveryID] = []
        var from: DeadLetterReader.Place?
        repeat {
            let summary = try reader.read(from: from, linesMax: linesMax) { letter, _ in
                ids.append(letter.delivery.id)
                return .next
            }
            if summary.next == nil { #expect(summary.bytesRead == summary.bytes) }
            #expect(summary.bytesRead > 0 && summary.bytesRead <= summary.bytes)
            from = summary.next
        } while from != nil && ids.count <= 2000
        return ids
    }
}
