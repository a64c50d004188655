import Synchronization

/// A gauge with a fraction, for libraries' metrics. Lock-free.
final class FloatGauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var current = bits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: current) + amount).bitPattern
            let (exchanged, original) = bits.compareExchange(
                expected: current, desired: next, ordering: .relaxed)
            if exchanged { return }
            current = original
        }
    }
}

/// How many values there were and their sum: for libraries' recorders, whose unit is unknown.
final class Summary: Sendable {
    private let observations = Atomic<UInt64>(0)
    private let total = FloatGauge()

    var count: UInt64 { observations.load(ordering: .relaxed) }
    var sum: Double { total.value }

    func observe(_ value: Double) {
        guard value.isFinite else { return }
        observations.wrappingAdd(1, ordering: .relaxed)
        total.add(value)
    }
}
