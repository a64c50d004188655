import DeadLetters
import Model

/// The dead-letter folder of a node: which deliveries have a line that is on disk.
///
/// `@unchecked Sendable`: a whole run is on one thread.
final class SimulatedFiles: DeadLetterFiles, @unchecked Sendable {
    private unowned let world: Simulation
    private let life: Life

    init(world: Simulation, life: Life) {
        self.world = world
        self.life = life
    }

    func append(_ lines: [DeadLetter]) throws(DeadLetterError) -> [String] {
        let failure = DeadLetterError.unwritable(
            path: "dead-letters", problem: "no space left on device", advice: "free space")
        guard !life.isDead, !life.meetsCrashPoint("before a line") else { throw failure }
        // A crash or a failed fsync leaves some of the lines.
        let isCut = life.meetsCrashPoint("between lines") || world.folderFails()
        let kept = isCut ? lines.prefix(world.count(below: lines.count + 1)) : lines[...]
        if world.scenario.mutation != .lineSkipped {
            for letter in kept { world.witness.noteLine(letter.delivery.id, isWhole: !isCut) }
        }
        if isCut { throw failure }
        if life.meetsCrashPoint("after a line") { throw failure }
        return lines.map(\.file)
    }
}
