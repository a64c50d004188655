import DeadLetters
import Model
import Testing

struct DeadLetterReaderTests {
    private let scratch: Scratch
    private var reader: DeadLetterReader { DeadLetterReader(directory: scratch.path) }

    init() throws { scratch = try Scratch() }

    private func write(_ letters: [DeadLetter]) throws {
        _ = try DeadLetterWriter(directory: scratch.path).append(letters)
    }

    private func read(
        _ filter: DeadLetterFilter = DeadLetterFilter()
    ) throws -> (ids: [DeliveryID], summary: DeadLetterReader.Summary) {
        var ids: [DeliveryID] = []
        let summary = try reader.read(filter) { letter, _ in
            ids.append(letter.delivery.id)
            return .next
        }
        return (ids, summary)
    }

    @Test("without a directory there are no dead letters")
    func none() throws {
        let reader = DeadLetterReader(directory: "\(scratch.path)/missing")
        #expect(try reader.files().isEmpty)
        #expect(try reader.read { _, _ in .next } == .init())
    }

    @Test("each condition of a filter holds")
    func filter() throws {
        let later = Fixture.now + .hours(48)
        try write([
            Fixture.letter(1), Fixture.letter(2, target: "b"), Fixture.letter(3, code: "timeout"),
            Fixture.letter(4, died: later),
        ])
        func ids(_ change: (inout DeadLetterFilter) -> Void) throws -> [Int] {
            var filter = DeadLetterFilter()
            change(&filter)
            let found = try read(filter).ids
            return (1...4).filter { found.contains(Fixture.id($0)) }
        }
        #expect(try ids { _ in } == [1, 2, 3, 4])
        #expect(try ids { $0.target = "audit" } == [1, 3, 4])
        #expect(try ids { $0.target = "nobody" } == [])
        #expect(try ids { $0.code = "timeout" } == [3])
        #expect(try ids { $0.since = later } == [4])
        #expect(try ids { $0.since = later + .seconds(1) } == [])
        #expect(try ids { $0.until = later } == [1, 2, 3])
        #expect(try ids { $0.deliveries = [Fixture.id(2), Fixture.id(4)] } == [2, 4])
        #expect(try ids { $0.file = "b/2026-01-05.ndjson" } == [2])
        #expect(
            try ids {
                $0.target = "audit"
                $0.until = later
            } == [1, 3])
    }

    @Test("a line written twice is given once, and counted")
    func repeated() throws {
        try write([Fixture.letter(1), Fixture.letter(1), Fixture.letter(2)])
        try write([Fixture.letter(1, died: Fixture.now + .hours(24))])
        let (ids, summary) = try read()
        #expect(ids == [Fixture.id(1), Fixture.id(2)])
        #expect(summary.repeated == 2 && summary.matched == 2 && summary.unreadable == 0)
    }

    @Test("lines that cannot be read are skipped and counted; a whole last line needs no newline")
    func unreadable() throws {
        try write([Fixture.letter(1)])
        let file = "audit/2026-01-05.ndjson"
        let text =
            Array("\n{\"torn\":\n[]\n\u{0}\n".utf8) + Fixture.letter(2).line + [0x0A, 0xFF, 0x0A]
            + Fixture.letter(3).line
        try scratch.write(text, to: file)
        try scratch.write(Array("note".utf8), to: "README")
        let (ids, summary) = try read()
        #expect(ids == [Fixture.id(2), Fixture.id(3)])
        #expect(summary.unreadable == 4)
    }

    @Test("ten thousand lines are streamed in order")
    func many() throws {
        let letters = (0..<10_000).map { Fixture.letter($0) }
        try write(letters)
        let (ids, summary) = try read()
        #expect(ids == letters.map(\.delivery.id))
        #expect(summary.matched == 10_000)
    }

    @Test("reading ends when it is told to")
    func stop() throws {
        try write((0..<10).map { Fixture.letter($0) })
        var seen = 0
        try reader.read { _, _ in
            seen += 1
            return seen == 3 ? .stop : .next
        }
        #expect(seen == 3)
    }

    @Test("lines longer than a read come whole")
    func longLines() throws {
        let body = [UInt8](repeating: 0x61, count: 200_000)
        try write([Fixture.letter(1, body: body), Fixture.letter(2), Fixture.letter(3, body: body)])
        var sizes: [Int] = []
        try reader.read { letter, _ in
            sizes.append(letter.event.body.count)
            return .next
        }
        #expect(sizes == [200_000, 2, 200_000])
    }
}
