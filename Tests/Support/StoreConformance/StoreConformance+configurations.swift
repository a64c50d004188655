import Model
import Store

extension StoreConformance {
    static let configurations = [
        Case("a configuration comes back with its files, by its version") { factory in
            let fixture = try StoreFixture(factory)
            let record = configuration("cfg_1", files: 3)
            try await fixture.keep(record)
            try equal(try fixture.store.configuration("cfg_1"), record)
            try equal(try fixture.store.configuration("cfg_2"), nil)
        },
        Case("the history tells what was in force from when on, newest first") { factory in
            let fixture = try StoreFixture(factory)
            for (number, version) in ["cfg_1", "cfg_2", "cfg_2", "cfg_1"].enumerated() {
                try await fixture.keep(configuration(version, at: Int64(number)))
            }
            let history = try fixture.store.configurations(limit: 10)
            try equal(history.map(\.version), ["cfg_1", "cfg_2", "cfg_1"])
            try equal(
                history.map { $0.activatedAt - StoreFixture.start },
                [.seconds(3), .seconds(1), .seconds(0)])
            try equal(history.map(\.by), ["start", "start", "start"])
            try equal(try fixture.store.configurations(limit: 1).map(\.version), ["cfg_1"])
        },
        Case("the history is bounded; what is left of it is whole") { factory in
            let fixture = try StoreFixture(factory)
            let count = Limits.configurationsKeptMax + 2
            for number in 0..<count { try await fixture.keep(configuration("cfg_\(number)")) }
            try equal(
                try fixture.store.configurations(limit: count).count, Limits.configurationsKeptMax)
            try equal(try fixture.store.configuration("cfg_1"), nil)
            try expect(try fixture.store.configuration("cfg_2") != nil, "a kept one is gone")
        },
        Case("whole events come page by page, cut by number and by bytes") { factory in
            let fixture = try StoreFixture(factory)
            var ids: [EventID] = []
            for second in 0..<5 as Range<Int64> {
                let planned = StoreFixture.planned(
                    at: StoreFixture.start + .seconds(second),
                    body: Array(repeating: UInt8(ascii: "1"), count: 100))
                ids.append(planned.event.id)
                try await fixture.append(planned)
            }
            func pages(limit: Int, bytesMax: Int) throws -> [[EventID]] {
                var query = EventQuery()
                query.limit = limit
                var pages: [[EventID]] = []
                repeat {
                    let page = try fixture.store.wholeEvents(query, bytesMax: bytesMax)
                    try expect(page.items.allSatisfy { $0.body.count == 100 }, "a body is cut")
                    pages.append(page.items.map(\.id))
                    query.before = page.next
                } while query.before != nil && pages.count < 9
                return pages
            }
            let newest = ids.sorted(by: >)
            try equal(
                try pages(limit: 3, bytesMax: .max), [Array(newest[..<3]), Array(newest[3...])])
            try equal(try pages(limit: 9, bytesMax: 250).map(\.count), [2, 2, 1])
            try equal(try pages(limit: 9, bytesMax: 1).map(\.count), [1, 1, 1, 1, 1])
        },
    ]

    private static func configuration(
        _ version: String, at second: Int64 = 0, files: Int = 1
    ) -> ConfigurationRecord {
        ConfigurationRecord(
            version: version, activatedAt: StoreFixture.start + .seconds(second), by: "start",
            files: (0..<files).map {
                ConfigurationFile(name: "\($0).yaml", bytes: Array("version: 1 # é \($0)\n".utf8))
            })
    }
}
