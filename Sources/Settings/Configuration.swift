package import Dispatching
package import Model
package import Routing
package import Targets
package import Verification

/// A routes.yaml that has passed every check, with its secrets resolved: what the gateway runs on.
package struct Configuration: Sendable {
    /// The first 12 hex digits of the SHA-256 over all files: `cfg_3f1c…`.
    package let version: String
    package let sources: [String: Source]
    /// The file's, and those of settings of interviews.
    package internal(set) var targets: [String: TargetSettings]
    /// Settings of interviews are an overlay of theirs.
    package internal(set) var routes: RouteTable
    /// Of the newest settings of an interview; 0: there are none.
    package internal(set) var settingsRevision: Int64 = 0
    /// Targets of settings that could not be made, since nothing opens their credential.
    package internal(set) var sealedTargets: Set<String> = []
    /// Kinds of targets that the file declares.
    package internal(set) var kinds: [KindDefinition] = []
    /// What the file says of itself; see `ConfigurationTests`.
    package let tests: [ConfigurationTest]
    package let alerts: AlertSettings
    /// What it was read from, the main file first.
    package let files: [ConfigurationFile]

    package init(
        version: String, sources: [String: Source], targets: [String: TargetSettings],
        routes: RouteTable, tests: [ConfigurationTest] = [],
        alerts: AlertSettings = AlertSettings(), files: [ConfigurationFile] = []
    ) {
        self.version = version
        self.sources = sources
        self.targets = targets
        self.routes = routes
        self.tests = tests
        self.alerts = alerts
        self.files = files
    }
}

extension Configuration {
    /// Whether an entry of a route's `to` has a `text`.
    package func hasText(_ entry: RouteTarget, of route: Route) -> Bool {
        targets[entry.target]?.target.kind.hasText(
            ofRoute: route.name, destination: entry.destination) ?? false
    }
}

package struct TargetSettings: Sendable {
    package var target: Target
    package var policy: DeliveryPolicy
    /// The same text for the same settings, `defaults` included, whatever their order; references
    /// to secrets as written.
    package var written: String
    /// Names that it had before.
    package var was: [String] = []
    /// What metrics call it, when many targets share their series; nil: its name.
    package var meterName: String?

    package init(target: Target, policy: DeliveryPolicy, written: String = "") {
        self.target = target
        self.policy = policy
        self.written = written
    }
}
