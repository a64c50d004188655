package import Model
import Synchronization

/// One request that was refused: enough to see what its sender got wrong, without its values.
package struct Rejection: Sendable {
    package var time: Timestamp
    package var refusal: Refusal
    package var method: String
    /// Who sent it, as far as proxies tell.
    package var address: IPAddress?
    /// Names only, as they came; long ones are cut.
    package var headers: [String]
    /// The body as far as it was read.
    package var bodyBytes: Int
    /// See `BodyShape`; nil when it was not looked at.
    package var shape: String?
    /// How many alike came one after the other; `time` is the last one's.
    package var count = 1

    static let headersMax = 40
    static let nameBytesMax = 64
}

/// The last refusals of one source. Any thread; its lock is taken for refusals only.
final class RejectionRing: Sendable {
    /// Also what a flood of refusals can make us keep, times a few KiB.
    static let countMax = 100
    /// Bodies are read for their shape this often; a flood is not worth more.
    static let shapesPerSecondMax = 10

    private struct State {
        var rejections: [Rejection] = []
        /// Where the next one goes, once it is full.
        var next = 0
        var second: Int64 = .min
        var shapes = 0
    }

    private let state = Mutex(State())

    /// `shape` is asked only when there is time for it.
    func add(_ rejection: Rejection, shape: () -> String?) {
        state.withLock { state in
            let last = state.next == 0 ? state.rejections.count - 1 : state.next - 1
            if last >= 0, state.rejections[last].isLike(rejection) {
                state.rejections[last].count += 1
                state.rejections[last].time = rejection.time
                return
            }
            var rejection = rejection
            if state.second != rejection.time.seconds {
                state.second = rejection.time.seconds
                state.shapes = 0
            }
            if state.shapes < Self.shapesPerSecondMax {
                state.shapes += 1
                rejection.shape = shape()
            }
            guard state.rejections.count == Self.countMax else {
                return state.rejections.append(rejection)
            }
            state.rejections[state.next] = rejection
            state.next = (state.next + 1) % Self.countMax
        }
    }

    /// The newest first.
    var all: [Rejection] {
        state.withLock { state in
            Array((state.rejections[state.next...] + state.rejections[..<state.next]).reversed())
        }
    }
}

extension Rejection {
    fileprivate func isLike(_ other: Rejection) -> Bool {
        refusal == other.refusal && address == other.address && method == other.method
            && bodyBytes == other.bodyBytes && headers == other.headers
    }
}
