package import Model
package import Settings
package import Store

/// What the settings API asks of the running node. Called from admin threads; a call may block for
/// as long as the store needs to commit.
package protocol InterviewControl: AnyObject, Sendable {
    /// The source that a key is bound to; nil: none.
    func source(ofKey key: String) -> String?

    /// Carries out a call: when this returns, the settings are stored and the next event is planned
    /// with them. With `updatesAll` every interview of the source that has settings gets them too.
    func change(
        _ interview: InterviewKey, _ call: InterviewCall, by caller: String
    ) throws(InterviewControlError)
}

package enum InterviewControlError: Error, Equatable, Sendable {
    case refused(InterviewCallRefusal)
    /// There are as many interviews with settings as there may be.
    case tooMany
    case store(StoreError)
}
