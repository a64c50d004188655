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
    /// The longest answer to a lookup that is read: some fifty candidates with all their fields.
    package static let lookupAnswerBytes = 1 << 20
    /// Candidates whose ids are known without asking again, and for how long.
    package static let candidatesInMemoryMax = 10_000
    package static let candidatesKnownFor = Milliseconds.hours(1)
    /// RFC 5321 section 4.5.3.1.3, without the brackets.
    package static let emailBytesMax = 254
    /// A candidate's or channel's id, as vendors make them.
    package static let identifierBytesMax = 256
    /// A `jq` program's own text: it is an argument of a process, which Linux bounds at 128 KiB.
    package static let transformationSourceBytesMax = templateBytesMax
    /// Processor time of one run of a program; useful ones take some milliseconds.
    package static let transformationCPU = Milliseconds.seconds(2)
    /// The same by the clock: only a machine that is busy otherwise comes to it.
    package static let transformationTime = Milliseconds.seconds(10)
    /// Memory of one run: an event of 5 MiB takes a quarter of it.
    package static let transformationMemoryBytesMax = 256 << 20
    /// Open files of one run: the standard streams, and the libraries while they are loaded.
    package static let transformationDescriptorsMax = 8
    /// Programs that run at once: each may take a core, and the memory above.
    package static let transformationsAtOnce = 4
    /// Of one target: what its program takes of the time of others.
    package static let transformationsOfTargetAtOnce = 2
    /// Of a target that is not known to be quick: it has not run yet, or its last run was slow.
    package static let transformationsOfSlowTargetAtOnce = 1
    /// Of all of those together: the rest is for quick ones.
    package static let transformationsSlowAtOnce = 2
    /// A run that takes longer is slow.
    package static let transformationQuickMax = Milliseconds(500)
    /// What is kept of a program's complaint.
    package static let transformationMessageBytesMax = 500
    /// Programs that are known to compile, and are not tried again at each reload.
    package static let transformationsKnownMax = 1_000
}
