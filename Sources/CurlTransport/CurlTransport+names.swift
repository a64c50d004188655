import CCurl
import Model
import Synchronization

/// Takes the resolver pool's news to the transport's thread. Safe to use from any thread.
final class NameMailbox: NameListener {
    private let names = Mutex<[String]>([])
    private let hasNames = Atomic<Bool>(false)
    private let waker: EventWaker

    init(waker: EventWaker) { self.waker = waker }

    func answered(_ name: String) {
        names.withLock { $0.append(name) }
        hasNames.store(true, ordering: .sequentiallyConsistent)
        waker.ring()
    }

    /// What was looked up since the last time; costs no lock when there is nothing.
    func take() -> [String] {
        guard hasNames.exchange(false, ordering: .sequentiallyConsistent) else { return [] }
        return names.withLock { names in
            defer { names = [] }
            return names
        }
    }
}

extension CurlTransport {
    /// Goes on with a known name, or makes the transfer wait for it.
    func resolve(_ slot: TransferSlot, _ name: String, now: Int64) {
        if let resolved = slot.entry?.resolved, now < resolved.freshUntilMicroseconds {
            return hand(slot, to: resolved, now: now)
        }
        switch resolver.ask(name, listener: mailbox) {
        case .known(let resolved):
            slot.entry?.resolved = resolved
            slot.resolvedMicroseconds = now - slot.startedMicroseconds
            hand(slot, to: resolved, now: now)
        case .failed(let failure):
            slot.resolvedMicroseconds = now - slot.startedMicroseconds
            fail(slot, TransportFailure(.nameNotResolved, detail: failure.detail))
        case .pending:
            if case .resolving = slot.state {} else { wait(slot, for: name) }
            waiting[name, default: []].append(slot.index)
        }
    }

    private func wait(_ slot: TransferSlot, for name: String) {
        guard let policy = slot.request?.connection else { return }
        let deadline = Self.later(
            slot.startedMicroseconds, by: min(policy.connectTimeout, policy.totalTimeout))
        slot.state = .resolving(name: name, deadlineMicroseconds: deadline)
        resolveDeadlineMicroseconds = min(resolveDeadlineMicroseconds ?? .max, deadline)
    }

    /// Goes on with transfers whose names were looked up, and gives up those that waited too long.
    func takeResolvedNames(now: Int64) {
        for name in mailbox.take() {
            for index in waiting.removeValue(forKey: name) ?? [] {
                resolve(slots[index], name, now: now)
            }
        }
        guard let deadline = resolveDeadlineMicroseconds, deadline <= now else { return }
        resolveDeadlineMicroseconds = nil
        for slot in waiting.values.joined().map({ slots[$0] }) {
            guard case .resolving(_, let deadline) = slot.state else { continue }
            if deadline > now {
                resolveDeadlineMicroseconds = min(resolveDeadlineMicroseconds ?? .max, deadline)
            } else {
                slot.resolvedMicroseconds = now - slot.startedMicroseconds
                fail(
                    slot,
                    TransportFailure(
                        .nameNotResolved,
                        detail: "looking up the URL's host took longer than the connect timeout"))
            }
        }
    }

    /// The transfer no longer waits.
    func stopWaiting(_ slot: TransferSlot) {
        guard case .resolving(let name, _) = slot.state else { return }
        waiting[name]?.removeAll { $0 == slot.index }
        if waiting[name]?.isEmpty == true { waiting[name] = nil }
        if waiting.isEmpty { resolveDeadlineMicroseconds = nil }
    }
}
