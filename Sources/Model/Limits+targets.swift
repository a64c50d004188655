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
    /// What Slack shows well; it cuts at 40,000. Counted after escaping. Google Chat's is alike.
    package static let slackTextMax = 4000
    /// Discord's own limit of `content`.
    package static let discordTextMax = 2000
    /// Teams takes some 28 KB of card; this much text of any script fits in.
    package static let teamsTextMax = 6000
    package static let teamsBodyBytesMax = 28 << 10
    /// Longer than any note that somebody reads.
    package static let noteTextMax = 10_000
    /// The longest text of a kind of the user's own.
    package static let kindMessageMax = 100_000
    /// A message of any kind: all vendors take less.
    package static let kindBodyBytesMax = 1 << 20
    /// A name or a value in a vendor-neutral message.
    package static let messageValueMax = 200
    /// A sentence of an alert, with room for its escapes.
    package static let messageAlertMax = 400
    /// A link in a vendor-neutral message, with room for its escapes in Slack's 3,000.
    package static let messageLinkBytesMax = 2000
    /// How long the first message of a run's thread is remembered: longer than an interview and its
    /// decision take.
    package static let threadsKept = Milliseconds.days(90)
    /// Threads whose first message is known without asking the store.
    package static let threadsInMemoryMax = 10_000
    /// The vendor's id of a message; longer ones are not remembered.
    package static let threadMessageBytesMax = 256
    /// A candidate's or channel's id, as vendors make them.
    package static let identifierBytesMax = 256
}
