import Model
import Testing

@testable import SQLiteStore

@Suite("What the SQLite store has leased")
struct LeasesTests {
    private static func lease(
        _ seq: Int64, second: Int64 = 0, handedOver: Bool = true
    ) -> Leases.Lease {
        let moment = Timestamp(milliseconds: 1_767_607_660_000 + second * 1000)
        return Leases.Lease(
            delivery: DeliveryID.make(at: moment), seq: seq, createdAt: moment,
            isHandedOver: handedOver)
    }

    @Test("the floor is the lowest number that was handed over and has not ended")
    func floor() {
        var leases = Leases()
        let all = (1...4 as ClosedRange<Int64>).map { Self.lease($0, second: $0) }
        let claimed = Self.lease(0, handedOver: false)
        for lease in all + [claimed] { leases.begin(lease) }
        #expect(leases.floor == 1)
        #expect(leases[claimed.delivery]?.seq == 0)
        leases.end(all[1].delivery)
        leases.tidy()
        #expect(leases.floor == 1)
        leases.end(all[0].delivery)
        leases.tidy()
        #expect(leases.floor == 3)
        #expect(leases.oldestCreatedAt == all[2].createdAt)
        leases.end(all[2].delivery)
        leases.end(all[3].delivery)
        leases.tidy()
        #expect(leases.floor == nil)
        #expect(leases.oldestCreatedAt == nil)
        #expect(leases[claimed.delivery] != nil)
        #expect(leases[all[0].delivery] == nil)
    }

    @Test("one that is claimed after its release is not held by its first lease's place")
    func claimedAgain() {
        var leases = Leases()
        let first = Self.lease(7)
        leases.begin(first)
        leases.end(first.delivery)
        leases.begin(
            Leases.Lease(
                delivery: first.delivery, seq: 7, createdAt: first.createdAt, isHandedOver: false))
        leases.tidy()
        #expect(leases.floor == nil)
        #expect(leases[first.delivery]?.isHandedOver == false)
    }

    @Test("the oldest is found although the clock was set back")
    func clockSetBack() {
        var leases = Leases()
        let all = [5, 2, 9].enumerated().map { Self.lease(Int64($0), second: $1) }
        for lease in all { leases.begin(lease) }
        leases.tidy()
        #expect(leases.oldestCreatedAt == all[1].createdAt)
        leases.end(all[1].delivery)
        leases.tidy()
        #expect(leases.oldestCreatedAt == all[0].createdAt)
    }

    @Test("one that never ends does not make the others' places stay")
    func bounded() {
        var leases = Leases()
        leases.begin(Self.lease(0))
        for seq in 1...50_000 as ClosedRange<Int64> {
            let lease = Self.lease(seq)
            leases.begin(lease)
            leases.end(lease.delivery)
            leases.tidy()
        }
        #expect(leases.floor == 0)
        #expect(leases.placeCount < 5000)
    }
}
