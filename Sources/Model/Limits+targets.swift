extension Limits {
    // Targets
    /// A template's own text; the longest useful message is far below.
    package static let templateBytesMax = 64 << 10
    /// What one template may render to, before escaping: a body and its frame.
    package static let renderedBytesMax = 8 << 20
    /// How much of an event's JSON one rendering may walk over: loops in loops end here.
    package static let templateWorkBytesMax = 256 << 20
    /// Signing this much takes a tenth of a millisecond: no more is signed on a thread that other
    /// transfers wait for.
    package static let promptBodyBytesMax = 128 << 10
    /// Servers commonly refuse longer ones with 414.
    package static let urlBytesMax = 8 << 10
    /// What Slack shows well; it cuts at 40,000. Counted after escaping.
    package static let slackTextMax = 4000
}
