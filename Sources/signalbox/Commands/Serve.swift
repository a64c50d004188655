import ArgumentParser
import Console
import Gateway
import Model

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway until SIGTERM.",
        discussion: "Each option has an environment variable; SIGNALBOX_ADMIN_TOKEN has no option.")

    @OptionGroup var rules: ConfigurationOption
    @OptionGroup var data: DataOption

    @Option(help: "Where senders post; port 0 picks a free one (SIGNALBOX_LISTEN).")
    var listen: ListenAddress?

    @OptionGroup var tls: TLSOptions

    @Option(help: "Health, metrics and the admin API (SIGNALBOX_ADMIN_LISTEN).")
    var adminListen: ListenAddress?

    @Option(help: "Address blocks of proxies before senders (SIGNALBOX_TRUSTED_PROXIES).")
    var trustedProxies: String?

    @Option(
        help: "Where they name the sender: x-forwarded-for or forwarded (SIGNALBOX_CLIENT_HEADER).")
    var clientHeader: String?

    @Option(
        help: "File with the key that seals credentials in the store (SIGNALBOX_STORE_KEY_FILE).")
    var storeKeyFile: String?

    @Option(help: "Delivery threads (SIGNALBOX_SHARDS).")
    var shards: Int?

    @Option(help: "How long a shutdown waits for requests on their way (SIGNALBOX_GRACE).")
    var grace: Milliseconds?

    @Option(help: "Deliveries that may wait; above it senders get 503 (SIGNALBOX_BACKLOG_MAX).")
    var backlogMax: Int?

    @Option(
        help: "MiB of disk to keep free; below it senders get 503 (SIGNALBOX_DISK_FREE_MIN).")
    var diskFreeMin: Int?

    @Option(help: "trace, debug, info, notice, warning, error (SIGNALBOX_LOG_LEVEL).")
    var logLevel: String?

    @Option(help: "auto, text or json (SIGNALBOX_LOG_FORMAT).")
    var logFormat: String?

    func run() async throws {
        let settings = try settings()
        do throws(GatewayError) {
            try await Gateway(settings: settings) { StandardOutput.write($0 + "\n") }.run()
        } catch {
            Shell.end(.found, complaint: "signalbox: \(error)")
        }
    }

    private func settings() throws -> ProcessSettings {
        var settings = ProcessSettings(configuration: rules.path, dataDirectory: data.data)
        settings.listen =
            try listen ?? variable("SIGNALBOX_LISTEN", ListenAddress.init(argument:))
            ?? settings.listen
        settings.adminListen =
            try adminListen ?? variable("SIGNALBOX_ADMIN_LISTEN", ListenAddress.init(argument:))
            ?? settings.adminListen
        settings.tls = try tls.files()
        let blocks = trustedProxies ?? Shell.variable("SIGNALBOX_TRUSTED_PROXIES") ?? ""
        let header = clientHeader ?? Shell.variable("SIGNALBOX_CLIENT_HEADER") ?? "x-forwarded-for"
        guard settings.setProxies(blocks, header: header) else {
            throw ValidationError(
                "--trusted-proxies takes blocks such as 10.0.0.0/8,127.0.0.1; --client-header is "
                    + "x-forwarded-for or forwarded")
        }
        settings.adminToken = Shell.variable("SIGNALBOX_ADMIN_TOKEN").flatMap(Secret.init)
        settings.storeKeyFile = storeKeyFile ?? Shell.variable("SIGNALBOX_STORE_KEY_FILE")
        settings.shards =
            try shards ?? variable("SIGNALBOX_SHARDS", { Int($0) }) ?? settings.shards
        guard (1...64).contains(settings.shards) else {
            throw ValidationError("--shards is a number from 1 to 64")
        }
        settings.grace =
            try grace ?? variable("SIGNALBOX_GRACE", { Milliseconds(text: $0) }) ?? settings.grace
        if let most = try backlogMax ?? variable("SIGNALBOX_BACKLOG_MAX", { Int($0) }) {
            guard settings.setBacklogMax(most) else {
                throw ValidationError("--backlog-max is a number above 0")
            }
        }
        if let least = try diskFreeMin ?? variable("SIGNALBOX_DISK_FREE_MIN", { Int($0) }) {
            guard settings.setDiskFreeMin(mebibytes: least) else {
                throw ValidationError("--disk-free-min is a number of MiB, 0 or more")
            }
        }
        if let level = logLevel ?? Shell.variable("SIGNALBOX_LOG_LEVEL") {
            guard settings.setLogLevel(level) else {
                throw ValidationError("'\(level)' is no log level; info is one")
            }
        }
        if let format = logFormat ?? Shell.variable("SIGNALBOX_LOG_FORMAT") {
            guard settings.setLogFormat(format) else {
                throw ValidationError("'\(format)' is no log format; it is auto, text or json")
            }
        }
        return settings
    }

    /// A variable's value, read; one that cannot be read is wrong usage.
    private func variable<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = Shell.variable(name) else { return nil }
        guard let value = read(text) else {
            throw ValidationError("\(name) cannot be '\(text)'")
        }
        return value
    }
}
