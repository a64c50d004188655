import Foundation
import Support
import Testing

@Suite("Crashes of the real binary", .serialized)
struct CrashLoopTests {
    /// `SIGNALBOX_CRASH_KILLS=200` makes the loop longer; see `make crash`.
    private static let kills =
        ProcessInfo.processInfo.environment["SIGNALBOX_CRASH_KILLS"].flatMap(Int.init) ?? 20

    @Test(
        "every acknowledged event is delivered or dead-lettered, however often the process is killed"
    )
    func killed() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let loop = try await CrashLoop(kills: Self.kills, seed: seed)
        let account = try await loop.run()
        print(account.line, "(seed \(seed))")
        #expect(account.acknowledged > Self.kills, "the load never got going")
        #expect(
            account.deadLettered > 0, "no delivery was refused for good: burials were not tested")
        #expect(account.swept > 0, "retention removed nothing: sweeps were not tested")
        #expect(account.reloads > Self.kills, "the rules were not replaced")
        #expect(account.lost == [], "acknowledged, but neither delivered nor dead: \(account.lost)")
    }
}
