import Model
import Synchronization
import Verification

/// Failed verifications of one source by address, so that who guesses is not heard for ever.
///
/// As long as nobody fails it costs a request two loads; its lock is taken for failures, and for
/// requests while some address is shut out. Any thread.
final class AddressFailures: Sendable {
    /// About 64 KiB. Failures of further addresses are not counted until these are over.
    static let addressesMax = 1024

    private struct Record {
        var count: Int
        var end: Timestamp
        var isOver: Bool
        /// A right request came from there too: it is not all one stranger.
        var isShared = false
    }

    private let records = Mutex<[IPAddress: Record]>([:])
    /// Whether there are any; and when the last address that is shut out is heard again.
    private let isCounting = Atomic<Bool>(false)
    private let shutUntil = Atomic<Int64>(.min)

    /// Whether some address is shut out.
    func isShutting(now: Timestamp) -> Bool {
        shutUntil.load(ordering: .relaxed) > now.milliseconds
    }

    var isEmpty: Bool { !isCounting.load(ordering: .relaxed) }

    /// Nil: it is heard. Else: for how long not.
    func wait(of address: IPAddress, now: Timestamp) -> Milliseconds? {
        records.withLock { records in
            guard let record = records[address.network], record.isOver, !record.isShared,
                record.end > now
            else { return nil }
            return record.end - now
        }
    }

    func count(_ address: IPAddress, _ limit: SourceRate, now: Timestamp) {
        records.withLock { records in
            let key = address.network
            if records.count >= Self.addressesMax, records[key] == nil {
                records = records.filter { $0.value.end > now }
            }
            guard records.count < Self.addressesMax || records[key] != nil else { return }
            var record = records[key] ?? Record(count: 0, end: .zero, isOver: false)
            // A window begins with its first failure. Being shut out is another one.
            if record.end <= now {
                record = Record(
                    count: 0, end: now + limit.per, isOver: false, isShared: record.isShared)
            }
            record.count += 1
            if record.count >= limit.count, !record.isOver {
                record.isOver = true
                record.end = now + limit.per
                if !record.isShared, record.end.milliseconds > shutUntil.load(ordering: .relaxed) {
                    shutUntil.store(record.end.milliseconds, ordering: .relaxed)
                }
            }
            records[key] = record
            isCounting.store(true, ordering: .relaxed)
        }
    }

    /// A right request came from this address.
    func forgive(_ address: IPAddress, now: Timestamp) {
        records.withLock { records in
            records[address.network]?.isShared = true
            guard records.allSatisfy({ $0.value.end <= now }) else { return }
            records = [:]
            isCounting.store(false, ordering: .relaxed)
        }
    }
}

extension IPAddress {
    /// What one sender has: an IPv4 address, or the 64 bits of IPv6 that a line is given.
    var network: IPAddress {
        switch self {
        case .v4: self
        case .v6(let high, _): .v6(high, 0)
        }
    }

    /// IPv4 as IPv4, also where a socket for both families shows it mapped (RFC 4291, 2.5.5.2).
    var plain: IPAddress {
        guard case .v6(0, let low) = self, low >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: low))
    }
}
