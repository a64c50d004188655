import Glibc
import Model

/// A program that compiles.
struct JqProgram: Transformation {
    let jq: Jq
    let source: String

    func run(on input: [UInt8]) -> Result<[UInt8], TransformationFailure> {
        let outcome: HelperProcess.Outcome
        do {
            outcome = try HelperProcess.run(jq.path, arguments(), input: input)
        } catch {
            return .failure(.notStarted(error.reason))
        }
        switch outcome.ending {
        case .tooLong: return .failure(.limit("\(Limits.transformationTime.count / 1000) s"))
        case .tooMuch: return .failure(.limit("\(Limits.renderedBytesMax >> 20) MiB of output"))
        case .killed(SIGXCPU):
            return .failure(
                .limit("\(Limits.transformationCPU.count / 1000) s of processor time"))
        case .killed:
            // It gives itself up when it gets no memory.
            return .failure(.limit("\(Limits.transformationMemoryBytesMax >> 20) MiB of memory"))
        case .exited(0):
            return outcome.output.isEmpty ? .failure(.noOutput) : .success(outcome.output)
        case .exited:
            let complaint = JqComplaint(outcome.complaint)
            return .failure(.failed(complaint.message, whole: complaint.whole))
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
