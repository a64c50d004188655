import Engine
import Model
import Store

/// Brings what the shared store hands over to the process that wrote, and word of what waits to
/// all.
///
/// `@unchecked Sendable`: a whole run is on one thread.
final class Router: HandOver, @unchecked Sendable {
    weak var world: Simulation?
    private var writer: Life?
    private var isSilent = false

    /// The writes until `leave` are this process's. Silent: it has just died.
    func enter(_ life: Life, isSilent: Bool) {
        writer = life
        self.isSilent = isSilent
    }

    func leave() { writer = nil }

    func reserve(target: String, weight: Int) -> Bool {
        writer?.engine?.reserve(target: target, weight: weight) ?? false
    }

    func cancelReservation(target: String, weight: Int) {
        writer?.engine?.cancelReservation(target: target, weight: weight)
    }

    func handOver(_ deliveries: [LeasedDelivery]) {
        guard let world, let writer else {
            preconditionFailure("handed over although nobody wrote")
        }
        for leased in deliveries { world.leases.add(leased, to: writer) }
        if !isSilent { writer.engine?.handOver(deliveries) }
    }

    func waiting(targets: Set<String>) {
        for life in world?.lives ?? [] where !life.isCut && !(isSilent && life === writer) {
            life.engine?.waiting(targets: targets)
        }
    }
}
