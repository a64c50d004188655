import Glibc
import Model

/// A program that compiles.
struct JqProgram: Transformation {
    let jq: Jq
    let source: String

    func run(
        on input: [UInt8], until stop: StopSign?
    ) -> Result<[UInt8], TransformationFailure> {
        let outcome: HelperProcess.Outcome
        do {
            outcome = try HelperProcess.run(jq.path, arguments(), input: input, until: stop)
        } catch {
            return .failure(.unavailable("jq cannot be started: \(error.reason)"))
        }
        switch outcome.ending {
        case .stopped: return .failure(.unavailable("it was stopped with the gateway"))
        case .tooLong:
            // It would have met the limit of processor time, had it been given that.
            let seconds = Limits.transformationTime.count / 1000
            return .failure(.unavailable("the machine had no time for it within \(seconds) s"))
        case .tooMuch: return .failure(.limit("\(Limits.renderedBytesMax >> 20) MiB of output"))
        case .killed(let signal):
            return .failure(Self.failure(signal, JqComplaint(outcome.complaint)))
        case .exited(0):
            return outcome.output.isEmpty ? .failure(.noOutput) : .success(outcome.output)
        case .exited(127):
            // From the dynamic linker: jq has no such status.
            return .failure(.unavailable("jq cannot be started: its libraries are missing"))
        case .exited:
            let complaint = JqComplaint(outcome.complaint)
            return .failure(.failed(complaint.message, whole: complaint.whole))
        }
    }

    /// Of one that was killed by its limits, or by itself.
    private static func failure(
        _ signal: Int32, _ complaint: JqComplaint
    ) -> TransformationFailure {
        let memory = "\(Limits.transformationMemoryBytesMax >> 20) MiB of memory"
        switch signal {
        case SIGXCPU: return .limit("\(Limits.transformationCPU.count / 1000) s of processor time")
        // None of its limits does that: the system had no memory, or a person did it.
        case SIGKILL: return .unavailable("jq was killed by the system")
        case SIGABRT where complaint.whole.contains("cannot allocate memory"):
            // It gives itself up then.
            return .limit(memory)
        default:
            let words = "jq itself crashed (signal \(signal))"
            return .failed(words, whole: "\(words): \(complaint.whole)")
        }
    }

    /// Modules are looked for in a place that does not exist.
    func arguments(_ more: [String] = []) -> [String] {
        ["-c", "-M", "-L", "/nonexistent"] + more + [Self.framed(source)]
    }

    /// Its first output for the event that the input holds. Without input it does not run.
    ///
    /// What reads files (`import`, `include`, `module`) may stand only where a program begins: it
    /// is no program any more.
    static func framed(_ source: String) -> String {
        "if .event then .event as $event | .body | first(\n\(source)\n) else empty end"
    }

    /// Lines of the frame before the program's first.
    static let linesBefore = 1
}
