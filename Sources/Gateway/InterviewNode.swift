import Admin
import Engine
import Model
import Settings
import Store
import Verification

/// The settings API's way into this process.
final class InterviewNode: InterviewControl {
    private let engine: DeliveryEngine
    private let store: any Store
    private let current: CurrentConfiguration
    private let clock: any Clock

    init(
        engine: DeliveryEngine, store: any Store, current: CurrentConfiguration, clock: any Clock
    ) {
        self.engine = engine
        self.store = store
        self.current = current
        self.clock = clock
    }

    func source(ofKey key: String) -> String? { current.configuration.source(ofSettingsKey: key) }

    func change(
        _ interview: InterviewKey, _ call: InterviewCall, by caller: String
    ) throws(InterviewControlError) {
        try current.change { (interviews, _) throws(InterviewControlError) in
            var keys = [interview]
            if call.updatesAll {
                keys += interviews.settings.keys
                    .filter { $0.source == interview.source && $0 != interview }.sorted()
            }
            let isNew = interviews.settings[interview] == nil
            guard !isNew || interviews.settings.count < Limits.interviewSettingsMax else {
                throw .tooMany
            }
            let access = current.configuration.sources[interview.source]?.settings
            var changed: [InterviewSettings] = []
            for key in keys {
                do throws(InterviewCallRefusal) {
                    changed.append(
                        try call.settings(
                            of: key, access: access ?? SettingsAccess(),
                            stored: interviews.settings[key], seal: interviews.seal,
                            now: clock.now, by: caller))
                } catch {
                    throw .refused(error)
                }
            }
            return changed
        } keep: { (changed) throws(InterviewControlError) in
            do throws(StoreError) {
                return try CommitWait.run { store.keep(changed, completion: $0) }
            } catch {
                throw .store(error)
            }
        } apply: { targets, version in
            engine.add(targets: targets.mapValues(\.engineTarget), configurationVersion: version)
        }
    }
}

extension TargetSettings {
    var engineTarget: EngineTarget {
        var made = EngineTarget(target: target, policy: policy)
        made.meterName = meterName
        made.formerNames = was
        return made
    }
}
