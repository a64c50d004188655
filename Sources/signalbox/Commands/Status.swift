import ArgumentParser
import Console
import Gateway
import Model

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What runs, what waits, what needs a person.")

    @OptionGroup var node: NodeOptions

    @Option(help: "Wait so long until every delivery has ended (30s, 5m).")
    var waitIdle: Milliseconds?

    func run() {
        node.operate { node in
            guard let waitIdle else { return node.status() }
            let result = node.waitUntilIdle(timeout: waitIdle)
            if result == .fine { _ = node.status() }
            return result
        }
    }
}

struct Reload: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the running node read its rules again; bad ones change nothing.")

    @OptionGroup var node: NodeOptions

    func run() {
        node.operate { $0.reload() }
    }
}

struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Exit 0 when the node on this machine answers; for container health checks.")

    @Option(help: "Where the admin listener is.")
    var adminURL: String?

    @Flag(help: "Print JSON, for programs.")
    var json = false

    func run() {
        Shell.run { () throws(ConsoleError) in
            try HealthProbe.check(adminURL: adminURL ?? Self.ownURL, json: json)
        }
    }

    /// The admin listener as this machine sees it: its own SIGNALBOX_ADMIN_LISTEN.
    private static var ownURL: String {
        let listen = Shell.variable("SIGNALBOX_ADMIN_LISTEN").flatMap { ListenAddress($0) }
        return (listen ?? ProcessSettings.adminListenDefault).localURL
    }
}
