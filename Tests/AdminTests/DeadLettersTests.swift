import Admin
import Model
import Store
import Testing

@Suite("Admin API: dead letters")
struct DeadLettersTests {
    private func ids(_ numbers: [Int]) -> [String] {
        numbers.map { AdminFixture.delivery($0).description }
    }

    @Test("they are listed newest first, page by page, each once")
    func list() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        for number in [1, 2, 2, 3] { try folder.add(number) }
        try folder.addTornLine()
        let first = try fixture.get("/api/dead-letters", "limit=2")
        #expect(first.texts("dead_letters", "delivery") == ids([3, 2]))
        #expect(first.text("total") == "3")
        #expect(first.text("unreadable") == "1")
        let next = try #require(first.text("next"))
        let second = try fixture.get("/api/dead-letters", "limit=2&before=\(next)")
        #expect(second.texts("dead_letters", "delivery") == ids([1]))
        #expect(second.text("next") == nil)
        #expect(try fixture.get("/api/dead-letters", "before=dlv_1").status == 400)
    }

    @Test(
        "filters narrow the list",
        arguments: [
            ("target=hiring", [2]), ("reason=gone", [3]), ("since=997s", [3]), ("until=998s", [1]),
        ])
    func filters(query: String, numbers: [Int]) throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        try folder.add(1)
        try folder.add(2, target: "hiring")
        try folder.add(3, reason: "gone")
        let answer = try fixture.get("/api/dead-letters", query)
        #expect(answer.texts("dead_letters", "delivery") == ids(numbers))
    }

    @Test("one is shown as its line stands in the file")
    func line() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        try folder.add(7)
        let answer = try fixture.get("/api/dead-letters/\(AdminFixture.delivery(7))")
        #expect(answer.text("delivery") == AdminFixture.delivery(7).description)
        #expect(try fixture.get("/api/dead-letters/\(AdminFixture.delivery(8))").status == 404)
    }

    @Test("redrive makes one delivery a line, with the same webhook id; repeating makes none")
    func redrive() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        for number in 1...3 { try folder.add(number) }
        try folder.add(4, target: "hiring")
        let body = #"{"target":"audit"}"#
        let first = try fixture.call("POST", "/api/dead-letters/redrive", body: body)
        #expect(first.status == 200)
        #expect(first.text("matched") == "3")
        #expect(first.text("made") == "3")
        let made = try fixture.store.deliveries(DeliveryQuery()).items
        #expect(Set(made.map(\.delivery.webhookID)) == Set((1...3).map(AdminFixture.delivery)))
        #expect(made.allSatisfy { $0.state == .pending && $0.delivery.target == "audit" })
        let again = try fixture.call("POST", "/api/dead-letters/redrive", body: body)
        #expect(again.text("made") == "0")
        #expect(again.text("existed") == "3")
        let third = try fixture.call(
            "POST", "/api/dead-letters/redrive", body: #"{"target":"audit","generation":2}"#)
        #expect(third.text("made") == "3")
    }

    @Test("a dry run counts and makes nothing")
    func dryRun() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        try folder.add(1)
        let answer = try fixture.call(
            "POST", "/api/dead-letters/redrive", body: #"{"all":true,"dry_run":true}"#)
        #expect(answer.text("matched") == "1")
        #expect(answer.text("made") == "0")
        #expect(try fixture.store.deliveries(DeliveryQuery()).items.isEmpty)
    }

    @Test("a rate spreads the due times")
    func rate() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        for number in 1...5 { try folder.add(number) }
        let answer = try fixture.call(
            "POST", "/api/dead-letters/redrive", body: #"{"all":true,"rate":"2/s"}"#)
        #expect(answer.text("first_due_at") == "2026-01-05T10:07:40.000Z")
        #expect(answer.text("last_due_at") == "2026-01-05T10:07:42.000Z")
        let due = try fixture.store.deliveries(DeliveryQuery()).items.map(\.dueAt)
        let expected = (0..<5).map { AdminFixture.now + Milliseconds($0 * 500) }
        #expect(due.sorted() == expected)
    }

    @Test("one call makes a bounded number, says that there are more, and the next goes on")
    func bounded() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path, redriveMax: 3)
        for number in 1...4 { try folder.add(number) }
        let body = #"{"all":true}"#
        let first = try fixture.call("POST", "/api/dead-letters/redrive", body: body)
        #expect(first.text("made") == "3")
        #expect(first.text("more") == "true")
        let second = try fixture.call("POST", "/api/dead-letters/redrive", body: body)
        #expect(second.text("existed") == "3")
        #expect(second.text("made") == "1")
        #expect(second.text("more") == "false")
    }

    @Test("a call that looks at a few lines says where to go on, and the pace goes on with it")
    func steps() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        for number in 1...4 { try folder.add(number) }
        try folder.add(5, target: "hiring")
        var after = ""
        var made: [String?] = []
        repeat {
            let answer = try fixture.call(
                "POST", "/api/dead-letters/redrive",
                body: #"{"all":true,"rate":"2/s","limit":2,"after":"\#(after)"}"#)
            made.append(answer.text("made"))
            after = answer.text("next") ?? ""
            #expect(answer.text("more") == (after.isEmpty ? "false" : "true"))
        } while !after.isEmpty && made.count < 9
        #expect(made == ["2", "2", "1"])
        let due = try fixture.store.deliveries(DeliveryQuery()).items.map(\.dueAt)
        #expect(due.sorted() == (0..<5).map { AdminFixture.now + Milliseconds($0 * 500) })
        let wrong = try fixture.call(
            "POST", "/api/dead-letters/redrive", body: #"{"all":true,"after":"1-2"}"#)
        #expect(wrong.status == 400)
    }

    @Test("a successor can be named for a target that was renamed")
    func renamed() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        try folder.add(1, target: "old-name")
        _ = try fixture.call(
            "POST", "/api/dead-letters/redrive", body: #"{"target":"old-name","to":"hiring"}"#)
        let made = try fixture.store.deliveries(DeliveryQuery()).items
        #expect(made.map(\.delivery.target) == ["hiring"])
    }

    @Test("a store that fails in the middle fails the call; what was made stays known")
    func storeFails() throws {
        let folder = try DeadLetterFolder()
        let fixture = AdminFixture(deadLetters: folder.path)
        for number in 1...150 { try folder.add(number) }
        fixture.store.failWrites(next: 1)
        let body = #"{"all":true}"#
        let failed = try fixture.call("POST", "/api/dead-letters/redrive", body: body)
        #expect(failed.status == 503)
        let repeated = try fixture.call("POST", "/api/dead-letters/redrive", body: body)
        #expect(repeated.text("made") == "150")
    }

    @Test("an unreadable folder is 503 and says why")
    func unreadable() throws {
        let answer = try AdminFixture(deadLetters: "/dev/null").get("/api/dead-letters")
        #expect(answer.status == 503)
        #expect(answer.code == "dead_letters_unreadable")
        #expect(answer.text("detail")?.contains("/dev/null") == true)
    }

    @Test("no folder yet means no dead letters")
    func empty() throws {
        let answer = try AdminFixture().get("/api/dead-letters")
        #expect(answer.status == 200)
        #expect(answer.text("total") == "0")
    }
}
