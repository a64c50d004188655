/// A moment of an interview that somebody wants to hear of, as the settings API names it.
package enum InterviewHook: String, CaseIterable, Sendable {
    case start, submission

    /// The events that are meant.
    package var milestone: Milestone {
        switch self {
        case .start: .started
        case .submission: .reportReady
        }
    }

    package init?(_ milestone: Milestone) {
        switch milestone {
        case .started: self = .start
        case .reportReady: self = .submission
        default: return nil
        }
    }
}
