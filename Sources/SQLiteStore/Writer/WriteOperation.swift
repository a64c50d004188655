import GRDB
import Model
import Store

/// One queued write and whom to tell.
enum WriteOperation: Sendable {
    typealias Completion<T> = @Sendable (Result<T, StoreError>) -> Void

    case append(AppendUnit, Completion<[AppendResult]>)
    case claim(ClaimRequest, Completion<ClaimResult>)
    case record([DeliveryRecord], Completion<Set<DeliveryID>>)
    case setTargetState(TargetStateRecord, Completion<Void>)
    case redrive([RedriveRequest], Completion<[RedriveResult]>)
    case cancel([DeliveryID], Reason, by: String, Completion<[DeliveryID]>)
    case resend([DeliveryID], Timestamp, Completion<[DeliveryID]>)
    case waiting(WaitingChange, Completion<Int>)
    case sweep(SweepProgress, Completion<Int>)
    case keep(ConfigurationRecord, Completion<Void>)
    case keepInterviews([InterviewSettings], Completion<Int64>)
    /// A statement outside the contract (checks of settings, maintenance); its first value as text.
    case execute(String, Completion<String?>)

    /// How much of a group it takes, in rows, roughly.
    var weight: Int {
        switch self {
        case .append(let unit, _): unit.events.count
        case .record(let records, _): max(1, records.count / 4)
        case .redrive(let requests, _): requests.count
        case .cancel(let ids, _, _, _): max(1, ids.count / 4)
        case .resend(let ids, _, _): max(1, ids.count / 4)
        case .claim, .setTargetState, .sweep, .keep, .execute: 8
        case .keepInterviews(let settings, _): 8 * settings.count
        case .waiting: WaitingChange.rowsPerStepMax / 4
        }
    }

    func fail(_ error: StoreError) {
        switch self {
        case .append(_, let completion): completion(.failure(error))
        case .claim(_, let completion): completion(.failure(error))
        case .record(_, let completion): completion(.failure(error))
        case .setTargetState(_, let completion): completion(.failure(error))
        case .redrive(_, let completion): completion(.failure(error))
        case .cancel(_, _, _, let completion): completion(.failure(error))
        case .resend(_, _, let completion): completion(.failure(error))
        case .waiting(_, let completion): completion(.failure(error))
        case .sweep(_, let completion): completion(.failure(error))
        case .keep(_, let completion): completion(.failure(error))
        case .keepInterviews(_, let completion): completion(.failure(error))
        case .execute(_, let completion): completion(.failure(error))
        }
    }
}

/// A sweep is done in steps, so that it never holds up commits; this is how far one has come.
struct SweepProgress: Sendable {
    let retention: Retention
    let now: Timestamp
    let limit: Int
    var removed = 0
    var isDone = false
}
