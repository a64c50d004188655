import Model

/// What is wrong at present, and what of it has been told: decides which alerts there are. Pure;
/// takes the time with every call.
///
/// A condition, which is a type with a subject, begins, lasts and ends. Those of one type that
/// begin within `digestTime` are one alert, told when that time of the first is over; so are those
/// that are told again, and those that end. What begins and ends within it is not told at all, and
/// neither is an end without a beginning that was told.
///
/// What comes and goes is told as seldom as what lasts: its beginning at most once in the time
/// after which things are told again, and its end too. So the last word may come late, and is true.
struct AlertBook: Sendable {
    /// From a configuration; may change from round to round.
    struct Settings: Equatable, Sendable {
        var repeatAfter = Milliseconds.hours(1)
        var digestTime = AlertBook.digestTime
        /// Targets that alerts go to. One that is itself in trouble gets an alert of its own, which
        /// goes around it, so that it keeps no other subject's from anybody.
        var receivers: Set<String> = []
    }

    struct Condition: Equatable, Sendable {
        var reason: Reason
        var since: Timestamp
        /// When the book heard of it, or that it began again.
        var heardAt: Timestamp
        /// When it was told last that it began, or lasts; nil: that waits to be told.
        var toldAt: Timestamp?
        /// Its end, or that of another type which it took over, has to be told.
        var owesEnd = false
        /// When its end was told last. It may have begun again since.
        var endToldAt: Timestamp?
        var endedAt: Timestamp?
        /// How often it began again since `toldAt`.
        var again = 0
        /// How it ended, when it did not end well.
        var ending = ""
        /// Dead letters that nobody was told of, and all of them.
        var count = 0
        var total = 0

        var isActive: Bool { endedAt == nil }
        /// Whether it is worth keeping when it has ended: it may begin again.
        fileprivate var wasTold: Bool { toldAt != nil || endToldAt != nil }
    }

    static let digestTime = Milliseconds.seconds(10)
    /// How the trouble of something ends that was taken out of the rules.
    static let notNamed = "the rules do not name it any more"

    private var conditions: [AlertType: [AlertSubject: Condition]] = [:]

    /// What begins, or goes on with another reason. What has ended and was not told yet goes on.
    mutating func begin(
        _ type: AlertType, _ subject: AlertSubject, _ finding: AlertFinding, now: Timestamp
    ) {
        var condition =
            conditions[type]?[subject]
            ?? Condition(reason: finding.reason, since: finding.since ?? now, heardAt: now)
        if !condition.isActive {
            if !condition.owesEnd { condition.since = finding.since ?? now }
            condition.heardAt = now
            condition.endedAt = nil
            condition.ending = ""
            condition.again += 1
        }
        condition.reason = finding.reason
        takeOver(&condition, type, subject, now)
        conditions[type, default: [:]][subject] = condition
    }

    /// What was told before this process began: its end has to be told.
    mutating func takeUp(
        _ type: AlertType, _ subject: AlertSubject, _ finding: AlertFinding, now: Timestamp
    ) {
        begin(type, subject, finding, now: now)
        guard let since = finding.since, now - since > Self.digestTime else { return }
        conditions[type]?[subject]?.owesEnd = true
    }

    /// `saying`: how, when it did not end well.
    mutating func end(
        _ type: AlertType, _ subject: AlertSubject, saying ending: String = "", now: Timestamp
    ) {
        guard var condition = conditions[type]?[subject], condition.isActive else { return }
        condition.endedAt = now
        condition.ending = ending
        let isKept = condition.owesEnd || condition.wasTold
        conditions[type]?[subject] = isKept ? condition : nil
    }

    /// All that is wrong of one type; what is not among it has ended. `saying`: how, when it did
    /// not end well.
    mutating func set(
        _ type: AlertType, _ found: [AlertSubject: AlertFinding],
        saying ending: (AlertSubject) -> String = { _ in "" }, now: Timestamp
    ) {
        for (subject, finding) in found { begin(type, subject, finding, now: now) }
        for (subject, _) in conditions[type] ?? [:] where found[subject] == nil {
            end(type, subject, saying: ending(subject), now: now)
        }
    }

    /// A delivery of this target was given up. Lasts until none was for as long as things are told
    /// again.
    mutating func addDeadLetter(_ subject: AlertSubject, _ reason: Reason, now: Timestamp) {
        begin(.deadLettersRising, subject, AlertFinding(reason), now: now)
        conditions[.deadLettersRising]?[subject]?.count += 1
        conditions[.deadLettersRising]?[subject]?.total += 1
    }

    /// As if nobody had ever reported any of these types.
    mutating func forget(_ types: some Sequence<AlertType>) {
        for type in types { conditions[type] = nil }
    }

    /// Ends what is about targets that nobody has any more.
    mutating func keepTargets(_ names: (String) -> Bool, now: Timestamp) {
        for (type, subjects) in conditions {
            for case (let subject, let condition) in subjects where condition.isActive {
                guard let target = subject.place?.target, !names(target) else { continue }
                end(type, subject, saying: Self.notNamed, now: now)
            }
        }
    }

    /// Whether something will be told within moments.
    var isWaiting: Bool {
        conditions.values.contains { subjects in
            subjects.values.contains { condition in
                condition.isActive
                    ? condition.toldAt == nil : condition.owesEnd && condition.endToldAt == nil
            }
        }
    }

    /// What lasts, by type and name.
    var lasting: [(type: AlertType, subject: AlertSubject, condition: Condition)] {
        AlertType.allCases.flatMap { type in
            Self.sorted(conditions[type]?.filter(\.value.isActive) ?? [:])
                .map { (type, $0.key, $0.value) }
        }
    }

    /// A target that was blocked and is only probed now, or the other way round, has not recovered.
    private mutating func takeOver(
        _ condition: inout Condition, _ type: AlertType, _ subject: AlertSubject, _ now: Timestamp
    ) {
        let other: AlertType
        switch type {
        case .targetBlocked: other = .breakerOpen
        case .breakerOpen: other = .targetBlocked
        default: return
        }
        guard var former = conditions[other]?[subject] else { return }
        condition.owesEnd = condition.owesEnd || former.owesEnd
        condition.endToldAt = [condition.endToldAt, former.endToldAt].compactMap(\.self).max()
        former.owesEnd = false
        former.endedAt = former.endedAt ?? now
        conditions[other]?[subject] = former.wasTold ? former : nil
    }
}

// MARK: Telling

extension AlertBook {
    /// What is to be told now. It counts as told.
    mutating func round(_ settings: Settings, now: Timestamp) -> [Alert] {
        stayBefore(now)
        defer { forget(settings, now) }
        return AlertType.allCases.flatMap { type in
            begun(type, settings, now) + lasting(type, settings, now) + ended(type, settings, now)
        }
    }

    private mutating func begun(
        _ type: AlertType, _ settings: Settings, _ now: Timestamp
    ) -> [Alert] {
        let wait = Self.wait(type, settings)
        let new = (conditions[type] ?? [:]).filter { _, condition in
            guard condition.isActive else { return false }
            guard let toldAt = condition.toldAt else { return true }
            return !condition.owesEnd && now - toldAt >= wait
        }
        let isDue = new.values.contains { now - $0.heardAt >= settings.digestTime }
        guard isDue else { return [] }
        return tell(type, .begun, new, settings, now)
    }

    private mutating func lasting(
        _ type: AlertType, _ settings: Settings, _ now: Timestamp
    ) -> [Alert] {
        let wait = Self.wait(type, settings)
        func isDue(_ condition: Condition, after wait: Milliseconds) -> Bool {
            guard let toldAt = condition.toldAt, condition.isActive, condition.owesEnd else {
                return false
            }
            return now - toldAt >= wait
        }
        let all = conditions[type] ?? [:]
        guard all.contains(where: { isDue($0.value, after: wait) }) else { return [] }
        if type == .deadLettersRising {
            for (subject, condition) in all where isDue(condition, after: wait) {
                // None since: that has lasted long enough to be told.
                guard condition.count == 0 else { continue }
                conditions[type]?[subject]?.endedAt = Timestamp(
                    milliseconds: now.milliseconds - Self.digestTime.count)
            }
        }
        // Those that were told a little later come along, so that they are one alert from now on.
        let due = (conditions[type] ?? [:]).filter { _, condition in
            isDue(condition, after: condition.again == 0 ? wait.scaled(by: 0.5) : wait)
                && (type != .deadLettersRising || condition.count > 0)
        }
        return due.isEmpty ? [] : tell(type, .lasts, due, settings, now)
    }

    private mutating func ended(
        _ type: AlertType, _ settings: Settings, _ now: Timestamp
    ) -> [Alert] {
        // A blocked target and one that was probed recover alike.
        let types: [AlertType] =
            switch type {
            case .targetRecovered: [.targetBlocked, .breakerOpen]
            case .targetBlocked, .breakerOpen: []
            default: [type]
            }
        var over: [AlertSubject: Condition] = [:]
        for type in types {
            let ended = (conditions[type] ?? [:]).filter { _, condition in
                guard !condition.isActive, condition.owesEnd else { return false }
                return condition.endToldAt.map { now - $0 >= settings.repeatAfter } ?? true
            }
            over.merge(ended) { first, _ in first }
        }
        let isDue = over.values.contains { condition in
            condition.endedAt.map { now - $0 >= settings.digestTime } ?? false
        }
        guard isDue else { return [] }
        for type in types {
            for subject in over.keys where conditions[type]?[subject]?.owesEnd == true {
                conditions[type]?[subject]?.owesEnd = false
                conditions[type]?[subject]?.endToldAt = now
                conditions[type]?[subject]?.total = 0
            }
        }
        return alerts(type, .over, over, settings)
    }

    /// How long after it was told something is told again.
    private static func wait(_ type: AlertType, _ settings: Settings) -> Milliseconds {
        // Nobody needs to hear every hour that a secret ends in two weeks.
        type == .secretExpiring ? max(.days(1), settings.repeatAfter) : settings.repeatAfter
    }

    /// What ended and was told so long ago that it may be told at once if it begins again.
    private mutating func forget(_ settings: Settings, _ now: Timestamp) {
        for (type, subjects) in conditions {
            let wait = Self.wait(type, settings)
            for case (let subject, let condition) in subjects
            where !condition.isActive && !condition.owesEnd {
                let told = [condition.toldAt, condition.endToldAt].compactMap(\.self)
                if told.allSatisfy({ now - $0 >= wait }) { conditions[type]?[subject] = nil }
            }
        }
    }

    /// After the clock was set back nothing waits for the time from which it was.
    private mutating func stayBefore(_ now: Timestamp) {
        for (type, subjects) in conditions {
            for (subject, condition) in subjects {
                var clamped = condition
                clamped.heardAt = min(condition.heardAt, now)
                clamped.toldAt = condition.toldAt.map { min($0, now) }
                clamped.endToldAt = condition.endToldAt.map { min($0, now) }
                clamped.endedAt = condition.endedAt.map { min($0, now) }
                if clamped != condition { conditions[type]?[subject] = clamped }
            }
        }
    }

    private mutating func tell(
        _ type: AlertType, _ state: Alert.State, _ told: [AlertSubject: Condition],
        _ settings: Settings, _ now: Timestamp
    ) -> [Alert] {
        for subject in told.keys {
            conditions[type]?[subject]?.toldAt = now
            conditions[type]?[subject]?.owesEnd = true
            conditions[type]?[subject]?.count = 0
            conditions[type]?[subject]?.again = 0
        }
        return alerts(type, state, told, settings)
    }

    /// One for each subject that is a receiver itself, and one for all the others.
    private func alerts(
        _ type: AlertType, _ state: Alert.State, _ told: [AlertSubject: Condition],
        _ settings: Settings
    ) -> [Alert] {
        let sorted = Self.sorted(told)
        let isReceiver = { (subject: AlertSubject) in
            subject.place.map { settings.receivers.contains($0.target) } ?? false
        }
        let shared = sorted.filter { !isReceiver($0.key) }
        let own = sorted.filter { isReceiver($0.key) }
        return (shared.isEmpty ? [] : [Alert(type, state, shared)])
            + own.map { Alert(type, state, [$0]) }
    }

    private static func sorted(
        _ conditions: [AlertSubject: Condition]
    ) -> [(key: AlertSubject, value: Condition)] {
        conditions.sorted { $0.key.name < $1.key.name }
    }
}
