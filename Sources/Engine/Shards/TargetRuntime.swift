import Model
import Targets

/// A configured target as shards and renderers use it; replaced as a whole at a reload.
final class TargetRuntime: Sendable {
    let target: Target
    let gate: TargetGate
    let instruments: TargetInstruments

    init(_ target: EngineTarget, gate: TargetGate, meter: any Meter) {
        self.target = target.target
        self.gate = gate
        instruments = TargetInstruments(
            target: target.meterName ?? target.target.name, meter: meter)
    }
}
