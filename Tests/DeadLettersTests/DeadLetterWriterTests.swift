import DeadLetters
import Model
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

struct DeadLetterWriterTests {
    private let scratch: Scratch
    private var root: String { "\(scratch.path)/data/dead-letters" }

    init() throws { scratch = try Scratch() }

    private func ids(_ filter: DeadLetterFilter = DeadLetterFilter()) throws -> [DeliveryID] {
        var ids: [DeliveryID] = []
        try DeadLetterReader(directory: root).read(filter) { letter, _ in
            ids.append(letter.delivery.id)
            return .next
        }
        return ids
    }

    @Test("lines go to a file per target and day, and the answer names them in order")
    func files() throws {
        let writer = DeadLetterWriter(directory: root)
        let tomorrow = Fixture.now + .hours(24)
        let files = try writer.append([
            Fixture.letter(1), Fixture.letter(2, target: "b"), Fixture.letter(3, died: tomorrow),
            Fixture.letter(4),
        ])
        #expect(
            files == [
                "audit/2026-01-05.ndjson", "b/2026-01-05.ndjson", "audit/2026-01-06.ndjson",
                "audit/2026-01-05.ndjson",
            ])
        #expect(try DeadLetterReader(directory: root).files() == Set(files).sorted())
        let text = try scratch.read("data/dead-letters/audit/2026-01-05.ndjson")
        #expect(text == Fixture.letter(1).line + [0x0A] + Fixture.letter(4).line + [0x0A])
        #expect(try writer.append([]) == [])
    }

    @Test("nobody else may read files and folders, also those that had other rights")
    func permissions() throws {
        let writer = DeadLetterWriter(directory: root)
        _ = try writer.append([Fixture.letter()])
        #expect(try scratch.mode("data/dead-letters") == 0o700)
        #expect(try scratch.mode("data/dead-letters/audit") == 0o700)
        #expect(try scratch.mode("data/dead-letters/audit/2026-01-05.ndjson") == 0o600)
        writer.close()
        chmod("\(root)/audit/2026-01-05.ndjson", 0o644)
        _ = try writer.append([Fixture.letter(2)])
        #expect(try scratch.mode("data/dead-letters/audit/2026-01-05.ndjson") == 0o600)
    }

    @Test(
        "a hostile target name stays within the folder",
        arguments: [
            "../../etc", "..", ".", "", "/abs", "a/b", "a\0b", "a\nb", ".hidden", "é", "%", "a%2Fb",
            "~x", String(repeating: "x", count: 5000), String(repeating: "/", count: 300),
        ])
    func hostileNames(target: String) throws {
        let writer = DeadLetterWriter(directory: root)
        let file = try #require(try writer.append([Fixture.letter(target: target)]).first)
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        #expect(parts[0] != "." && parts[0] != ".." && !parts[0].isEmpty)
        #expect(parts[0].utf8.allSatisfy { (0x21...0x7E).contains($0) })
        #expect(try scratch.mode("data/dead-letters/\(file)") == 0o600)
        var filter = DeadLetterFilter()
        filter.target = target
        #expect(try ids(filter) == [Fixture.id(1)])
    }

    @Test("different targets never share a folder")
    func distinctFolders() {
        let names = [
            "a", "A", "a/b", "a%2Fb", "a.b", ".a", "%2Ea", "", "%",
            String(repeating: "x", count: 300),
            String(repeating: "x", count: 301), String(repeating: "x", count: 200),
        ]
        let files = Set(names.map { Fixture.letter(target: $0).file })
        #expect(files.count == names.count)
    }

    @Test("a last line torn at any byte is repaired, and every whole line is kept")
    func tornLine() throws {
        let first = Fixture.letter(1).line + [0x0A]
        let last = Fixture.letter(2).line
        _ = try DeadLetterWriter(directory: root).append([Fixture.letter(1)])
        let file = "data/dead-letters/audit/2026-01-05.ndjson"
        let third = Fixture.letter(3).line + [0x0A]
        for length in 0...last.count {
            try scratch.write(first + last[..<length], to: file)
            _ = try DeadLetterWriter(directory: root).append([Fixture.letter(3)])
            let whole = length == last.count ? last + [0x0A] : []
            #expect(try scratch.read(file) == first + whole + third, "torn at \(length)")
        }
    }

    @Test("a file that is one torn line, longer than a read, becomes empty")
    func tornOnly() throws {
        _ = try DeadLetterWriter(directory: root).append([Fixture.letter(1)])
        let file = "data/dead-letters/audit/2026-01-05.ndjson"
        let torn = Fixture.letter(2, body: [UInt8](repeating: 0x61, count: 300_000)).line
        for length in [1, 65_535, 65_536, 65_537, 200_000] {
            try scratch.write(Array(torn[..<length]), to: file)
            _ = try DeadLetterWriter(directory: root).append([Fixture.letter(3)])
            #expect(try scratch.read(file) == Fixture.letter(3).line + [0x0A])
        }
    }

    @Test("a folder that cannot be written fails with advice, and works again once it can")
    func unwritable() throws {
        try scratch.write([], to: "data")
        let writer = DeadLetterWriter(directory: root)
        let error = #expect(throws: DeadLetterError.self) { try writer.append([Fixture.letter()]) }
        #expect(error?.code == "dead_letters_unwritable")
        #expect(error?.description.contains(scratch.path) == true)
        try #require(unlink("\(scratch.path)/data") == 0)
        _ = try writer.append([Fixture.letter()])
        #expect(try ids() == [Fixture.id(1)])
    }

    @Test("a link where the file belongs is not followed")
    func link() throws {
        try scratch.write([], to: "victim")
        _ = try DeadLetterWriter(directory: root).append([Fixture.letter(9, target: "other")])
        try #require(mkdir("\(root)/audit", 0o700) == 0)
        try #require(symlink("\(scratch.path)/victim", "\(root)/audit/2026-01-05.ndjson") == 0)
        #expect(throws: DeadLetterError.self) {
            try DeadLetterWriter(directory: root).append([Fixture.letter()])
        }
        #expect(try scratch.read("victim").isEmpty)
    }

    @Test("a file that was moved away is begun anew")
    func moved() throws {
        let writer = DeadLetterWriter(directory: root)
        let file = "\(root)/audit/2026-01-05.ndjson"
        _ = try writer.append([Fixture.letter(1)])
        try #require(rename(file, "\(file).old") == 0)
        _ = try writer.append([Fixture.letter(2)])
        #expect(try ids() == [Fixture.id(2)])
    }

    @Test("more targets than may be open at once are all written")
    func manyTargets() throws {
        let writer = DeadLetterWriter(directory: root)
        let count = Limits.deadLetterFilesOpenMax * 2 + 1
        for round in 0..<2 {
            _ = try writer.append(
                (0..<count).map { Fixture.letter(round * count + $0, target: "t\($0)") })
        }
        #expect(try Set(ids()).count == count * 2)
    }

    @Test("threads may write at once")
    func concurrently() async throws {
        let writer = DeadLetterWriter(directory: root)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<20 {
                        _ = try writer.append([Fixture.letter(task * 100 + number)])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try Set(ids()).count == 160)
    }
}
