import Model
import Synchronization
import Testing

@testable import Console

@Suite("Redrive, step by step")
struct RedriveStepsTests {
    @Test("each step goes on where the last one ended, and shows how far it is")
    func steps() {
        let node = ScriptedNode([
            #"{"matched":5,"made":4,"existed":1,"next":"a","bytes_read":50,"bytes":200}"#,
            #"{"matched":2,"made":2,"existed":0,"next":"b","bytes_read":150,"bytes":200}"#,
            #"{"matched":1,"made":1,"existed":0,"bytes_read":200,"bytes":200}"#,
        ])
        let shown = Printed()
        let result = redrive(node, ProgressLine { shown.add($0) })
        #expect(result == .fine)
        #expect(node.calls.map { $0.text("after") } == ["", "a", "b"])
        #expect(node.calls.allSatisfy { $0.text("target") == "ats" && $0.text("rate") == "9/s" })
        #expect(
            shown.lines == [
                "25 % of the files: 4 will be sent again, 1 were before",
                "75 % of the files: 6 will be sent again, 1 were before", "",
            ])
    }

    @Test("a step that fails ends it; what was made is said, and the same command goes on")
    func interrupted() {
        let node = ScriptedNode([#"{"matched":5,"made":5,"next":"a"}"#])
        #expect(redrive(node, ProgressLine(nil)) == .found)
        #expect(node.calls.count == 2)
    }

    private func redrive(_ node: ScriptedNode, _ progress: ProgressLine) -> ExitCode {
        var redrive = Operator.Redrive()
        redrive.target = "ats"
        redrive.rate = "9/s"
        return Operator(node: node, json: false, clock: FixedClock(), progress: progress)
            .redrive(redrive)
    }
}

/// A node that gives its answers one after the other, and then breaks.
private final class ScriptedNode: NodeAPI, Sendable {
    private let state: Mutex<(answers: [String], bodies: [[UInt8]])>

    init(_ answers: [String]) { state = Mutex((answers, [])) }

    var calls: [Answer] { state.withLock { $0.bodies }.compactMap { try? Answer($0) } }

    func call(_ call: NodeCall) throws(NodeFailure) -> [UInt8] {
        let answer = state.withLock { state -> String? in
            state.bodies.append(call.body)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw .broken("the node went away") }
        return Array(answer.utf8)
    }
}
