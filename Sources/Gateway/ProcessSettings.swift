package import Ingress
import Logging
package import Model
import Telemetry

/// What is fixed for the life of a process: flags with environment names. Changing one needs a
/// restart;
/// `routes.yaml` does not.
package struct ProcessSettings: Sendable {
    /// `--config`, SIGNALBOX_CONFIG.
    package var configuration: String
    /// `--data`, SIGNALBOX_DATA: the store, dead letters, control socket.
    package var dataDirectory: String
    /// `--listen`, SIGNALBOX_LISTEN. Port 0 picks a free one.
    package var listen = ListenAddress(host: "0.0.0.0", port: 8080)
    /// `--tls-certificate` and its companions; nil: plain HTTP, behind a proxy that ends TLS.
    package var tls: TLSFiles?
    /// `--trusted-proxies`, SIGNALBOX_TRUSTED_PROXIES, and `--client-header`,
    /// SIGNALBOX_CLIENT_HEADER: who may say for whom it asks, and where it says so.
    package var proxies = ProxyTrust()
    /// `--admin-listen`, SIGNALBOX_ADMIN_LISTEN.
    package var adminListen = ProcessSettings.adminListenDefault
    /// SIGNALBOX_ADMIN_TOKEN: needed to listen beyond loopback.
    package var adminToken: Secret?
    /// `--store-key-file`, SIGNALBOX_STORE_KEY_FILE: seals credentials that the store keeps.
    package var storeKeyFile: String?
    /// `--shards`, SIGNALBOX_SHARDS: delivery threads. One for each processor: under full load
    /// delivering then has its part of them, and what is accepted does not outrun it.
    package var shards = min(8, max(1, ProcessorCount.available))
    /// `--grace`, SIGNALBOX_GRACE: how long shutdown waits for requests on their way.
    package var grace = Milliseconds.seconds(10)

    /// When new events are refused to protect what is here already.
    /// `--backlog-max`, SIGNALBOX_BACKLOG_MAX; `--disk-free-min`, SIGNALBOX_DISK_FREE_MIN.
    package var intake = IntakeLimits()

    var logs = LogSettings()

    package static let adminListenDefault = ListenAddress(host: "127.0.0.1", port: 8081)

    package init(configuration: String, dataDirectory: String) {
        self.configuration = configuration
        self.dataDirectory = dataDirectory
    }

    /// False: there is no such level.
    package mutating func setLogLevel(_ word: String) -> Bool {
        guard let level = Logger.Level(rawValue: word) else { return false }
        logs.level = level
        return true
    }

    /// False: there is no such format.
    package mutating func setLogFormat(_ word: String) -> Bool {
        guard let style = LogSettings.Style(rawValue: word) else { return false }
        logs.style = style
        return true
    }

    /// Address blocks with commas between, and the header in which they name senders; false: one of
    /// them cannot be read.
    package mutating func setProxies(_ blocks: String, header: String) -> Bool {
        guard let field = ProxyTrust.Field(rawValue: header),
            let proxies = ProxyTrust(blocks, field: field)
        else { return false }
        self.proxies = proxies
        return true
    }

    /// False: it is no number of deliveries.
    package mutating func setBacklogMax(_ deliveries: Int) -> Bool {
        guard deliveries > 0 else { return false }
        intake.backlogDeliveriesMax = deliveries
        return true
    }

    /// On a disk of any size. False: it is no size.
    package mutating func setDiskFreeMin(mebibytes: Int) -> Bool {
        guard (0...Int(Int32.max)).contains(mebibytes) else { return false }
        intake.diskFreeBytesMin = Int64(mebibytes) << 20
        intake.diskFreePercentMin = 100
        return true
    }

    package var deadLetterDirectory: String { dataDirectory + "/dead-letters" }
    package var controlSocket: String { dataDirectory + "/control.sock" }
}

/// `host:port`, `[v6]:port` or `:port` (all addresses).
package struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil when there is no port of 0…65535 behind the last colon.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.init(host: host.isEmpty ? "0.0.0.0" : host, port: Int(port))
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Where this machine reaches a listener at this address. All addresses are no address to
    /// connect to: loopback of the same family stands for them.
    package var localURL: String {
        let host =
            switch self.host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "::1"
            default: self.host
            }
        return "http://\(ListenAddress(host: host, port: port))"
    }
}
