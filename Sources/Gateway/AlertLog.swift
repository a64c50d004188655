import Dispatching
import Engine
import Logging
import Model

/// Writes the engine's alerts to the log.
struct AlertLog: Sendable {
    let logger: Logger

    func report(_ alert: EngineAlert) {
        switch alert {
        case .targetBlocked(let target, let reason):
            logger.error(
                "target blocked; its queue is kept",
                metadata: [
                    "target": "\(target)", "reason": "\(reason.code)",
                    "message": "\(reason.message)", "advice": "\(reason.advice)",
                ])
        case .breakerOpen(let target, let reason):
            logger.warning(
                "target fails; probing now and then",
                metadata: ["target": "\(target)", "reason": "\(reason.code)"])
        case .targetRecovered(let target, let state):
            logger.notice(
                "target works again", metadata: ["target": "\(target)", "was": "\(state.rawValue)"])
        case .deadLettersUnwritable(let text):
            logger.error(
                "dead letters cannot be written; they wait", metadata: ["reason": "\(text)"])
        case .deadLettersWritable:
            logger.notice("dead letters can be written again")
        }
    }
}
