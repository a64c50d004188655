import ArgumentParser
import Console
import Gateway
import Model

/// Where the node's files are.
struct DataOption: ParsableArguments {
    @Option(help: "The node's data directory (SIGNALBOX_DATA).")
    var data: String = Shell.variable("SIGNALBOX_DATA") ?? "./data"
}

/// Where the rules are.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The rules (SIGNALBOX_CONFIG).")
    var path: String = Shell.variable("SIGNALBOX_CONFIG") ?? "routes.yaml"
}

/// Which node a command means, and how it prints.
struct NodeOptions: ParsableArguments {
    @OptionGroup var data: DataOption
    @OptionGroup var configuration: ConfigurationOption

    @Option(
        help:
            "Ask this admin listener instead of the control socket; token in SIGNALBOX_ADMIN_TOKEN."
    )
    var adminURL: String?

    @Flag(help: "Print JSON, for programs.")
    var json = false

    /// Runs one command against the running node, or the store when none runs; ends the process
    /// unless all is fine.
    func operate(_ body: (Operator) -> Console.ExitCode) {
        Shell.run { () throws(ConsoleError) in
            let node = try Self.open(
                data: data.data, configuration: configuration.path, adminURL: adminURL)
            defer { node.close() }
            return body(Operator(node: node, json: json))
        }
    }

    /// The running node, or the store when none runs.
    static func open(
        data: String, configuration: String, adminURL: String? = nil
    ) throws(ConsoleError) -> NodeChoice {
        try NodeChoice(
            socket: data + "/control.sock", adminURL: adminURL,
            token: Shell.variable("SIGNALBOX_ADMIN_TOKEN").flatMap(Secret.init),
            openStore: { () throws(ConsoleError) in
                do throws(GatewayError) {
                    return LocalNodeAPI(
                        try LocalNode(dataDirectory: data, configuration: configuration))
                } catch {
                    throw .failed(error.description)
                }
            })
    }
}

/// The admin API of a store that this process opened.
final class LocalNodeAPI: ClosableNode {
    private let node: LocalNode

    init(_ node: LocalNode) { self.node = node }

    func call(_ call: NodeCall) throws(NodeFailure) -> [UInt8] {
        let (status, body) = node.call(
            method: call.method, path: call.path, query: call.query, body: call.body)
        guard (200..<300).contains(status) else { throw NodeFailure(status: status, problem: body) }
        return body
    }

    func close() { node.close() }
}

extension Milliseconds: ExpressibleByArgument {
    package init?(argument: String) { self.init(text: argument) }
}

extension ListenAddress: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
