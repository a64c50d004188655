import Testing

@testable import SQLiteStore

@Suite("When SQLite's log is brought over")
struct LogPlanTests {
    typealias Move = LogPlan.Move

    @Test("a step is asked for when there is enough to bring over, one at a time")
    func steps() {
        var plan = LogPlan()
        #expect(plan.next(frames: LogPlan.stepMin - 1, done: 0, isStepping: false) == .nothing)
        #expect(plan.next(frames: LogPlan.stepMin, done: 0, isStepping: false) == .step)
        #expect(plan.next(frames: 2 * LogPlan.stepMin, done: 0, isStepping: true) == .nothing)
        let done = LogPlan.stepMin
        #expect(plan.next(frames: done + 5, done: done, isStepping: false) == .nothing)
    }

    @Test("a step that a reader held up is not repeated before there is more")
    func heldUp() {
        var plan = LogPlan()
        let frames = LogPlan.restartMin
        #expect(plan.next(frames: frames, done: 0, isStepping: false) == .lastStep)
        #expect(plan.next(frames: frames + 1, done: 0, isStepping: false) == .nothing)
        let more = frames + LogPlan.stepMin
        #expect(plan.next(frames: more, done: 0, isStepping: false) == .lastStep)
    }

    @Test("the writer brings over a short rest only, and never beside a step")
    func rest() {
        var plan = LogPlan()
        let frames = LogPlan.restartMin
        let short = frames - LogPlan.restMax
        #expect(plan.next(frames: frames, done: short - 1, isStepping: false) == .lastStep)
        #expect(plan.next(frames: frames, done: short, isStepping: true) == .nothing)
        #expect(plan.next(frames: frames, done: short, isStepping: false) == .rest)
    }

    @Test("a rest that a reader prevented is tried again later, and at once in a new log")
    func prevented() {
        var plan = LogPlan()
        let frames = LogPlan.restartMin
        #expect(plan.next(frames: frames, done: frames, isStepping: false) == .rest)
        plan.couldNotFinish()
        #expect(plan.next(frames: frames + 1, done: frames, isStepping: false) == .nothing)
        let later = frames + LogPlan.stepMin
        #expect(plan.next(frames: later, done: later, isStepping: false) == .rest)
        plan.couldNotFinish()
        // The log started anew.
        #expect(plan.next(frames: 1, done: later, isStepping: false) == .nothing)
        #expect(plan.next(frames: frames, done: frames, isStepping: false) == .rest)
    }

    @Test("at its bound the log waits for the steps, also beside one")
    func bound() {
        var plan = LogPlan()
        #expect(plan.next(frames: LogPlan.framesMax, done: 0, isStepping: true) == .wait)
        plan.couldNotFinish()
        #expect(plan.next(frames: LogPlan.framesMax + 1, done: 0, isStepping: true) == .nothing)
    }

    @Test("a plan that is followed keeps the log below its bound, however slow the steps are")
    func bounded() {
        for framesPerStep in [200, 1000, 3000] {
            var plan = LogPlan()
            var (frames, done, stepEnd, mostFrames, restarts) = (0, 0, 0, 0, 0)
            for group in 1...20_000 {
                frames += 100
                mostFrames = max(mostFrames, frames)
                if stepEnd == group { done = frames - 100 }
                switch plan.next(frames: frames, done: done, isStepping: group < stepEnd) {
                case .nothing: break
                case .step, .lastStep: stepEnd = group + max(1, (frames - done) / framesPerStep)
                case .rest, .wait:
                    plan.finished()
                    (frames, done, restarts) = (0, 0, restarts + 1)
                }
            }
            #expect(mostFrames <= LogPlan.framesMax + 100)
            #expect(restarts > 10)
        }
    }
}
