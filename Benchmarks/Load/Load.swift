import ArgumentParser

/// The parts that `scripts/bench` puts together: the bare limits, measured with the gateway's own sources.
@main
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signalbox-load",
        abstract: "Bare limits of this machine, to hold the gateway's figures against.",
        subcommands: [
            BareCurl.self, BareServer.self, BlobRate.self, Latency.self, PlanRate.self,
            StoreRate.self, SyncRate.self,
        ])
}
