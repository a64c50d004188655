package import Dispatching
package import Targets

/// A target with its delivery policy: what the engine is told about it at start and at a reload.
package struct EngineTarget: Sendable {
    package var target: Target
    package var policy: DeliveryPolicy
    /// What metrics call it, when many targets share their series; nil: its name.
    package var meterName: String?
    /// What it was called before: where it was paused under one of these names, it is paused.
    package var formerNames: [String] = []

    package init(target: Target, policy: DeliveryPolicy) {
        self.target = target
        self.policy = policy
    }
}
