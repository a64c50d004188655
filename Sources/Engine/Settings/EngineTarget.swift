package import Dispatching
package import Targets

/// A target with its delivery policy: what the engine is told about it at start and at a reload.
package struct EngineTarget: Sendable {
    package var target: Target
    package var policy: DeliveryPolicy

    package init(target: Target, policy: DeliveryPolicy) {
        self.target = target
        self.policy = policy
    }
}
