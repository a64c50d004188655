/// When SQLite's log is brought over into the database file, and by whom. Pure; the writer thread
/// owns one.
///
/// In frames: a page of 4 KiB and its header, 4,120 bytes.
struct LogPlan {
    enum Move: Equatable {
        case nothing
        /// The checkpointer brings over what there is, beside the commits.
        case step
        /// Likewise, and makes the file durable: an fsync is felt by everybody who writes to the
        /// same file system, so there is one for each log and not for each step.
        case lastStep
        /// The writer brings over the short rest between two groups: the log starts anew with the
        /// next one, which it never can while somebody writes.
        case rest
        /// The writer waits for the step under way and does what is left, however much: the steps
        /// cannot keep up.
        case wait
    }

    /// 8 MiB: fewer would write the same pages again and again.
    static let stepMin = 2048
    /// 32 MiB: from here on the log is to start anew. A short one stays in the kernel's cache, and
    /// is soon written over in place, which costs the file system no new blocks.
    static let restartMin = 8192
    /// 8 MiB: what comes in during the last step; most of its frames are the same pages again.
    static let restMax = 2048
    /// 128 MiB: here the log stops growing, whatever the latency, unless a reader holds an old
    /// state.
    static let framesMax = 32_768

    /// In the log since it was started anew.
    private(set) var frames = 0
    /// How many there were at the last step.
    private var lastStep = 0
    /// After a `rest` or `wait` that could not be finished (a reader stood in the way): not before
    /// so many frames.
    private var notBefore = 0

    /// After a commit. `done`: how many are in the database file, as far as is known; `isStepping`:
    /// a step is under way.
    mutating func next(frames: Int, done: Int, isStepping: Bool) -> Move {
        if frames < self.frames { finished() }
        self.frames = frames
        let left = frames - min(done, frames)
        if frames >= max(Self.framesMax, notBefore) { return .wait }
        guard !isStepping else { return .nothing }
        if frames >= Self.restartMin, left <= Self.restMax {
            return frames >= notBefore ? .rest : .nothing
        }
        // The last step may have brought over less, because of a reader: no more of them for that.
        guard left >= Self.stepMin, frames - lastStep >= Self.stepMin else { return .nothing }
        lastStep = frames
        return frames >= Self.restartMin ? .lastStep : .step
    }

    /// A `rest` or `wait` brought over the last frame, or the log has started anew by itself.
    mutating func finished() {
        frames = 0
        lastStep = 0
        notBefore = 0
    }

    /// A `rest` or `wait` left something behind.
    mutating func couldNotFinish() { notBefore = frames + Self.stepMin }
}
