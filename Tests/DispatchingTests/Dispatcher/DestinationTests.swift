import Dispatching
import Model
import Testing

@Suite("Dispatcher: destinations inside a target")
struct DestinationTests {
    private func hand(_ bench: inout Bench, _ destination: String, count: Int = 1) {
        bench.tell(
            .handedOver((0..<count).map { _ in bench.delivery("slack", to: destination) }))
    }

    private var paced: DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.rate = Rate(count: 1, per: .seconds(1))
        return policy
    }

    @Test("an archived channel stops nobody but itself, and its messages are kept")
    func block() {
        var bench = Bench(targets: ["slack": DeliveryPolicy()])
        hand(&bench, "C1")
        bench.end(.block, status: 200, ofDestination: true)
        #expect(bench.standings.last?.standing.state == .blocked)
        #expect(bench.standings.last?.standing.destination == "C1")
        bench.settle()
        hand(&bench, "C1", count: 3)
        hand(&bench, "C2", count: 3)
        hand(&bench, "")
        #expect(bench.started.map(\.leased.delivery.destination) == ["C2", "C2", "C2", ""])
        #expect(bench.settled.count == 3)
        for settlement in bench.settled {
            guard case .pending(let due, _) = settlement.change else {
                Issue.record("it was given up")
                return
            }
            #expect(due >= bench.now + Limits.blockedProbeWait)
        }
    }

    @Test("a blocked channel is probed every ten minutes, and opens with the first success")
    func probe() {
        var bench = Bench(targets: ["slack": DeliveryPolicy()])
        hand(&bench, "C1", count: 4)
        for _ in 0..<4 { bench.end(.block, ofDestination: true) }
        bench.settle()
        bench.live(.minutes(9))
        #expect(bench.started.isEmpty)
        bench.live(.minutes(2))
        #expect(bench.started.count == 1, "one at a time")
        let first = bench.started[0].leased.delivery.id
        bench.end(.block, ofDestination: true)
        bench.live(.minutes(8))
        #expect(bench.started.isEmpty)
        bench.live(.minutes(2))
        #expect(bench.started.count == 1)
        #expect(bench.started[0].leased.delivery.id != first, "probes go round")
        bench.end(.delivered)
        #expect(bench.standings.last?.standing.state == .sending)
        #expect(bench.standings.last?.standing.destination == "C1")
        // The store is told to make them due; here they come by themselves.
        bench.live(.hours(1))
        #expect(bench.started.count == 3)
    }

    @Test("waiting for a channel does not make a message too old")
    func age() {
        var bench = Bench(targets: ["slack": DeliveryPolicy()])
        hand(&bench, "C1", count: 2)
        for _ in 0..<2 { bench.end(.block, ofDestination: true) }
        bench.settle()
        for _ in 0..<600 {
            bench.live(.minutes(10))
            while !bench.started.isEmpty { bench.end(.block, ofDestination: true) }
        }
        bench.settle()
        #expect(bench.stored.count == 2, "a hundred hours later both are there")
    }

    @Test("a refusal that is not the channel's blocks the target")
    func targetsFault() {
        var bench = Bench(targets: ["slack": DeliveryPolicy()])
        hand(&bench, "C1")
        bench.end(.block, status: 401)
        #expect(bench.standings.last?.standing.destination == "")
        #expect(bench.standings.last?.standing.state == .blocked)
    }

    @Test("a person's resume opens channels too, also while the target itself is sending")
    func resume() {
        var bench = Bench(targets: ["slack": DeliveryPolicy()])
        hand(&bench, "C1")
        bench.end(.block, ofDestination: true)
        bench.settle()
        bench.tell(.resume(target: "slack", by: "kim"))
        #expect(bench.standings.last?.standing.state == .sending)
        hand(&bench, "C1")
        #expect(bench.started.count == 1)
    }

    @Test("a blocked channel is still blocked after a restart")
    func restart() {
        var before = Bench(targets: ["slack": DeliveryPolicy()])
        hand(&before, "C1")
        before.end(.block, ofDestination: true)
        guard let stored = before.standings.last?.standing else { return }
        var bench = Bench()
        bench.tell(
            .targets([
                TargetPlan(name: "slack", policy: DeliveryPolicy(), destinations: [stored])
            ]))
        bench.tell(.claimed(ClaimAnswer()))
        hand(&bench, "C1")
        hand(&bench, "C2")
        #expect(bench.started.map(\.leased.delivery.destination) == ["C2"])
    }

    @Test("each channel has the pace, and a busy one does not hold up the others")
    func pace() {
        var bench = Bench(targets: ["slack": paced])
        hand(&bench, "C1", count: 40)
        hand(&bench, "C2", count: 2)
        hand(&bench, "C3", count: 1)
        #expect(bench.started.map(\.leased.delivery.destination) == ["C1", "C2", "C3"])
        #expect(bench.dispatcher.heldCount < 16, "the rest waits in the store")
        var counts: [String: Int] = [:]
        var perSecond = 0
        for _ in 0..<60 {
            var now = 0
            while !bench.started.isEmpty {
                let name = bench.started[0].leased.delivery.destination
                counts[name, default: 0] += 1
                if name == "C1" { now += 1 }
                bench.end(.delivered)
            }
            perSecond = max(perSecond, now)
            bench.live(.seconds(1))
        }
        #expect(counts == ["C1": 40, "C2": 2, "C3": 1])
        #expect(perSecond == 1)
    }

    @Test("pausing gives back what waits for its turn too")
    func pause() {
        var bench = Bench(targets: ["slack": paced])
        hand(&bench, "C1", count: 6)
        bench.tell(.pause(target: "slack", by: "kim"))
        #expect(bench.dispatcher.heldCount == 1)
        bench.end(.delivered)
        #expect(bench.dispatcher.heldCount == 0)
        #expect(bench.settled.count == 6)
    }

    @Test("destinations without end do not fill memory")
    func many() {
        var bench = Bench(targets: ["slack": DeliveryPolicy()])
        for index in 0..<(Limits.destinationsMax + 50) {
            hand(&bench, "C\(index)")
            bench.end(index.isMultiple(of: 2) ? .delivered : .block, ofDestination: index % 2 == 1)
            bench.tell(.recorded(bench.settled))
            bench.settled = []
        }
        hand(&bench, "last")
        #expect(bench.started.count == 1)
        bench.end(.delivered)
        #expect(bench.settled.last?.change == .delivered)
    }
}
