/// What the messages of one run in one channel of one target have in common.
package struct ThreadKey: Hashable, Sendable {
    /// All of it, for stores.
    package let text: String

    package init(target: String, channel: String, source: String, run: String) {
        // Names of targets and sources hold no such character, and ids of channels neither.
        text = [target, channel, source, run].joined(separator: "\u{1F}")
    }
}

/// The vendor's id of the first message of a thread: later ones reply to it.
package struct ThreadMark: Equatable, Sendable {
    package var key: ThreadKey
    package var message: String

    package init(key: ThreadKey, message: String) {
        self.key = key
        self.message = message
    }
}
