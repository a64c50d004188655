package import Hummingbird
import NIOCore

/// What a request brings besides itself: the connection it came on.
package struct IngressContext: InitializableFromSource, Sendable {
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) { channel = source.channel }
}
