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
}
