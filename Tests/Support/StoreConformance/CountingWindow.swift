package import Model
import Store
import Synchronization

/// A memory window of limited room that keeps account of every reservation.
package final class CountingWindow: HandOver {
    package struct Account: Sendable {
        package var room: Int
        /// Reservations held now: made, and neither cancelled nor handed over.
        package var held = 0
        package var reserved = 0
        package var cancelled = 0
        package var handedOver: [LeasedDelivery] = []
        package var waiting: [Set<String>] = []
        /// Calls that no reservation covers: always empty in a correct store.
        package var faults: [String] = []
        fileprivate var heldByTarget: [String: Int] = [:]
        fileprivate var awaited: [(count: Int, @Sendable () -> Void)] = []
    }

    private let state: Mutex<Account>

    package init(room: Int = .max) { state = Mutex(Account(room: room)) }

    package var account: Account { state.withLock { $0 } }

    /// Changes how many more deliveries fit.
    package func setRoom(_ room: Int) { state.withLock { $0.room = room } }

    /// Returns when so many deliveries were handed over, with them in their order.
    package func handedOver(_ count: Int) async -> [LeasedDelivery] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { account in
                if account.handedOver.count >= count { return true }
                account.awaited.append((count, { continuation.resume() }))
                return false
            }
            if isThere { continuation.resume() }
        }
        return account.handedOver
    }

    package func reserve(target: String, weight: Int) -> Bool {
        state.withLock { account in
            guard account.room > 0 else { return false }
            account.room -= 1
            account.held += 1
            account.reserved += 1
            account.heldByTarget[target, default: 0] += 1
            return true
        }
    }

    package func cancelReservation(target: String, weight: Int) {
        state.withLock { account in
            account.give(back: target)
            account.cancelled += 1
            account.room += 1
        }
    }

    package func handOver(_ deliveries: [LeasedDelivery]) {
        let reached = state.withLock { account in
            for delivery in deliveries { account.give(back: delivery.delivery.target) }
            account.handedOver += deliveries
            let count = account.handedOver.count
            let reached = account.awaited.filter { $0.count <= count }
            account.awaited.removeAll { $0.count <= count }
            return reached
        }
        for (_, resume) in reached { resume() }
    }

    package func waiting(targets: Set<String>) {
        state.withLock { $0.waiting.append(targets) }
    }
}

extension CountingWindow.Account {
    fileprivate mutating func give(back target: String) {
        held -= 1
        heldByTarget[target, default: 0] -= 1
        if heldByTarget[target, default: 0] < 0 { faults.append("nothing reserved for \(target)") }
    }
}
