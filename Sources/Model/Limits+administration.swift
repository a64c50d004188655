/// Bounds of what operators see: metrics, logs, the admin API and the command line.
extension Limits {
    /// Series of one metric. Label values come from the configuration, so this is reached only by a
    /// mistake; what is beyond it is counted, not kept.
    package static let seriesPerMetricMax = 10_000
    /// One log line: a single write of this much to a pipe is never torn (PIPE_BUF on Linux).
    package static let logLineBytesMax = 4096
    /// One metadata value of a log line; the rest is cut off.
    package static let logValueBytesMax = 1024
    /// Log lines that wait because stderr takes nothing; beyond it lines are dropped and counted.
    package static let logPendingBytesMax = 1 << 20

    /// Rows in one answer of the admin API; also the largest page a store gives.
    package static let pageMax = 500
    /// A request to the admin API: names and filters only.
    package static let adminBodyBytesMax = 64 << 10
    /// A call that brings a configuration: its files, every byte escaped.
    package static let adminConfigurationBytesMax = 2 * configurationBytesMax
    /// Admin calls that wait for a thread; beyond it they are refused with 503.
    package static let adminWaitingMax = 256
    /// Deliveries that one redrive call makes; the answer says whether there are more, and
    /// repeating the call goes on. One call keeps an admin thread for as long as it runs.
    package static let redriveMax = 1_000_000
    /// Redriven deliveries that are handed to the store at once, so that their events need not all
    /// be in memory.
    package static let redriveBatch = 100
    /// … and their events' bytes: large reports must not fill memory either.
    package static let redriveBatchBytes = 8 << 20
    /// Interviews with settings of their own: as many as there may be routes.
    package static let interviewSettingsMax = routesMax
    /// Settings of one interview that are kept after they changed, to explain events of that time.
    package static let interviewSettingsKeptMax = 20
    /// How long an admin call waits for the store to commit.
    package static let adminCommitWait = Milliseconds.seconds(30)

    /// A request that `signalbox receive` takes, as large as what the gateway forwards.
    package static let receiveBodyBytesMax = bodyBytesMax
    /// Message ids that `signalbox receive` remembers to count repetitions.
    package static let receiveIdsMax = 1_000_000
    /// An answer of the admin API that the command line reads: the largest body with every byte
    /// escaped as `\u00XX`, twice over.
    package static let adminAnswerBytesMax = 64 << 20
}
