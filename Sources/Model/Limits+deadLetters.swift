extension Limits {
    // Dead letters
    /// Files that a writer keeps open; more targets than this rarely die at once.
    package static let deadLetterFilesOpenMax = 64
    /// The largest body, every byte escaped, with its curl command; a longer line is not ours.
    package static let deadLetterLineBytesMax = 64 << 20
    /// Ids remembered to recognise a line that was written twice: repetitions stand near each
    /// other.
    package static let deadLetterIDsRememberedMax = 100_000
    package static let deadLetterReadBytes = 64 << 10
    /// Lines looked at for one page of a list; a filter that finds little goes on with the next
    /// call. About a second.
    package static let deadLetterPageLinesMax = 50_000
    /// … and after the page, for its total.
    package static let deadLetterCountLinesMax = 5_000
    /// Lines beside a page's edge in which a repetition is looked for; more than are written at
    /// once.
    package static let deadLetterLinesNear = 200
    /// Lines that the command line has redriven by one call: between two steps of its progress.
    package static let redriveStepLines = 5_000
}
