/// Where dead letters are written down. Usable from any thread; it blocks for the disk, so it
/// belongs on a thread of its own.
package protocol DeadLetterFiles: Sendable {
    /// Writes one line for each, and returns after all of them, and the folders of new files, are
    /// on disk; the files stand in the answer, in the same order, below the directory.
    ///
    /// When it throws, none may be taken for written. Some lines may stand in their files all the
    /// same; writing them again is harmless, since readers recognise a line by its delivery. One
    /// target's unusable folder fails the whole call: to keep others going, append target by
    /// target.
    func append(_ lines: [DeadLetter]) throws(DeadLetterError) -> [String]
}
