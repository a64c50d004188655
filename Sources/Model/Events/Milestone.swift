/// The vendor-neutral name of what happened in an interview.
package enum Milestone: String, CaseIterable, Sendable, Hashable {
    case started
    case paused
    /// The conversation is over; the report is still being made.
    case ended
    case reportReady = "report_ready"
    /// A recording or transcript can be fetched.
    case mediaReady = "media_ready"
    case failed
    /// Someone or something decided about the candidate.
    case decision
    case other
}
