import Model
import Transformations

/// `jq` of a target.
extension ValueKind where Value == any Transformation {
    /// A program that compiles. It is no place for `${…}`: it stands in the system's list of
    /// processes while it runs.
    static let program = ValueKind("a jq program") { node, reading in
        guard let scalar = node.scalar, scalar.value == .text || scalar.value == .number,
            !scalar.text.allSatisfy(\.isWhitespace)
        else {
            return reading.expected(
                "a jq program", node, hint: "write it as a block: jq: |, or in quotes")
        }
        func refuse(_ problem: String, _ position: Position, hint: String? = nil) -> Value? {
            reading.error(.invalidValue, at: position, problem, hint: hint)
            return nil
        }
        guard scalar.text.utf8.count <= Limits.transformationSourceBytesMax else {
            return refuse(
                "a jq program of more than \(Limits.transformationSourceBytesMax >> 10) KiB",
                node.position)
        }
        guard !scalar.text.contains("${") else {
            return refuse(
                "a jq program takes no ${…}: others on this machine may see it", node.position,
                hint: "put credentials into `auth` or `headers`")
        }
        guard !scalar.text.contains("\0") else {
            return refuse("a jq program with a zero byte", node.position)
        }
        guard let jq = Jq.find() else {
            reading.error(
                .jqMissing, at: node.owner, "there is no jq to run this program with",
                hint: "install it (apt-get install jq), or say where it is by \(Jq.setting)")
            return nil
        }
        do throws(Jq.Refusal) {
            return try jq.program(scalar.text)
        } catch {
            let (position, line) = reading.place(ofLine: error.line ?? 1, of: node)
            return refuse("not a jq program: \(error.problem)\(line)", position)
        }
    }
}

extension Reading {
    /// Where a line of a text of several lines stands: in a block (`|`) its own line begins; of
    /// other texts the text does, and the line is to be named.
    fileprivate func place(ofLine line: Int, of node: YAMLNode) -> (Position, naming: String) {
        guard let scalar = node.scalar else { return (node.position, "") }
        let hasLines = scalar.text.dropLast().contains("\n")
        guard scalar.isBlock else {
            return (node.position, hasLines ? " (in its line \(line))" : "")
        }
        return (beginning(ofLine: node.position.line + line), "")
    }
}
