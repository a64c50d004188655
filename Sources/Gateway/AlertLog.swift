import Dispatching
import Engine
import Logging
import Model

/// Writes the engine's alerts to the log.
struct AlertLog: Sendable {
    let logger: Logger

    func report(_ alert: EngineAlert) {
        switch alert {
        case .targetBlocked(let place, let reason):
            logger.error(
                "target blocked; its queue is kept",
                metadata: [
                    "target": "\(place)", "reason": "\(reason.code)",
                    "message": "\(reason.message)", "advice": "\(reason.advice)",
                ])
        case .breakerOpen(let place, let reason):
            logger.warning(
                "target fails; probing now and then",
                metadata: ["target": "\(place)", "reason": "\(reason.code)"])
        case .targetRecovered(let place, let state):
            logger.notice(
                "target works again", metadata: ["target": "\(place)", "was": "\(state.rawValue)"])
        // The engine tells of its states, and a line for each dead letter is in the files.
        case .targetPaused, .deadLetter: break
        case .deadLettersUnwritable(let text):
            logger.error(
                "dead letters cannot be written; they wait", metadata: ["reason": "\(text)"])
        case .deadLettersWritable:
            logger.notice("dead letters can be written again")
        }
    }
}
