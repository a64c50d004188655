import Dispatching
import Model
import Store

/// What other threads tell a shard.
enum ShardMessage: Sendable {
    /// For its dispatcher, as it is.
    case dispatch(DispatchInput)
    /// The targets it is responsible for from now on.
    case targets([TargetPlan], [String: TargetRuntime])
    /// Targets besides those, or other settings of some of them.
    case moreTargets([TargetPlan], [String: TargetRuntime])
    case rendered([RenderedAttempt])
    case recorded(OutcomeLedger.BatchID, Result<Set<DeliveryID>, StoreError>)
    /// `asked`: what was really asked of the store, out of what the dispatcher wanted.
    case claimed(
        Result<ClaimResult, StoreError>, asked: [String: Int], deferred: Set<String>)
    /// Deliveries to a destination were made due; how many.
    case expedited(target: String, destination: String, Result<Int, StoreError>)
    case standingStored(TargetStateRecord, Result<Void, StoreError>)
    /// Start nothing more, wait as long for what is on its way.
    case shutdown(grace: Milliseconds)
}
