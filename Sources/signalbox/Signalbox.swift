import ArgumentParser
import Console
import Model

@main
struct Signalbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signalbox",
        abstract: "A webhook relay: events in, authenticated, on disk, matched, delivered.",
        discussion: """
            Start with `signalbox check routes.yaml`, then `signalbox serve`. The others talk to \
            the running node, or open its store when none runs. Exit codes: 0 fine, 1 found \
            something, 2 used wrongly.
            """,
        version: Product.version,
        subcommands: [
            Serve.self, Check.self, Explain.self, Plan.self, Status.self, Events.self,
            Deliveries.self, Targets.self, Sources.self, Routes.self, Rejected.self,
            DeadLetters.self, Reload.self, Configurations.self, Presets.self, Schema.self,
            Send.self, Receive.self, Health.self,
        ])

    /// ArgumentParser's own code for wrong usage is 64; ours is 2.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            let message = fullMessage(for: error)
            Shell.end(.usage, complaint: message)
        }
    }
}
