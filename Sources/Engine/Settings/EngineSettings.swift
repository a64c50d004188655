package import Model

/// The engine's own bounds. Per-target policy is `DeliveryPolicy`.
package struct EngineSettings: Sendable {
    /// Threads that talk to targets, 1…64. Targets that share a pace are on the same one.
    package var shards = 2
    /// Threads that render messages, 1…64.
    package var renderers = 2
    /// Requests on their way, over all shards.
    package var inFlightMax = Limits.inFlightMax
    /// Deliveries in memory, over all shards.
    package var windowDeliveriesMax = Limits.windowDeliveriesMax
    /// Bytes of the events in memory, over all shards.
    package var windowBytesMax = Limits.windowBytesMax
    /// Outcomes not yet recorded, over all shards; above it no new attempt starts.
    package var unrecordedOutcomesMax = Limits.unrecordedOutcomesMax
    /// Waits after the store or the dead-letter folder failed: this, doubling to `retryWaitMax`.
    package var retryWait = Milliseconds(200)
    package var retryWaitMax = Milliseconds.seconds(30)
    /// How long a shutdown waits for the store to take the last outcomes, after the grace.
    package var recordingGrace = Milliseconds.seconds(5)
    /// Seeds the jitter of retries; shards derive their own from it.
    package var seed: UInt64 = 1

    package init() {}
}
