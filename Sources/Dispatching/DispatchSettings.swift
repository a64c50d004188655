import Model

/// Bounds of one dispatcher: its shard's share of the process's limits.
package struct DispatchSettings: Equatable, Sendable {
    /// Attempts on their way at once; a quarter is kept for targets that last answered well.
    package var inFlightMax: Int
    /// Deliveries held, those on their way included.
    package var windowDeliveriesMax: Int
    package var windowBytesMax: Int
    /// Outcomes told but not yet committed; above it no attempt starts.
    package var unrecordedMax: Int
    /// Deliveries asked for in one claim: keeps the store's transactions short.
    package var claimMax = 512
    package var seed: UInt64

    package init(
        inFlightMax: Int = Limits.inFlightMax,
        windowDeliveriesMax: Int = Limits.windowDeliveriesMax,
        windowBytesMax: Int = Limits.windowBytesMax,
        unrecordedMax: Int = Limits.unrecordedOutcomesMax, seed: UInt64 = 1
    ) {
        precondition(inFlightMax >= 1 && windowDeliveriesMax >= 1 && unrecordedMax >= 0)
        self.inFlightMax = inFlightMax
        self.windowDeliveriesMax = windowDeliveriesMax
        self.windowBytesMax = windowBytesMax
        self.unrecordedMax = unrecordedMax
        self.seed = seed
    }
}
