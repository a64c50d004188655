import Model

extension Alert {
    /// The alert about these conditions, in words. `told` is not empty.
    init(
        _ type: AlertType, _ state: State,
        _ told: [(key: AlertSubject, value: AlertBook.Condition)]
    ) {
        let isOver = state == .over
        let counted = type == .deadLettersRising && !isOver
        let subjects = told.map { subject, condition in
            Subject(
                name: subject.name,
                reason: isOver
                    ? Reason(code: condition.reason.code, message: condition.ending)
                    : condition.reasonWithTimes,
                since: condition.since, count: counted ? condition.count : nil)
        }
        var message = Self.headline(type, state, subjects)
        if subjects.count > 1 {
            message += ": \(Self.list(subjects.map(\.name)))"
        } else if !subjects[0].reason.message.isEmpty {
            message += ": \(subjects[0].reason.message)"
        }
        // What all of them ask for, or the only one.
        let advices = Set(subjects.map(\.reason.advice))
        self.init(
            type, state, severity: isOver ? .notice : Self.severity(type), message: message,
            advice: advices.count == 1 ? subjects[0].reason.advice : "",
            since: subjects.map(\.since).min() ?? .zero, count: subjects.count,
            subjects: Array(subjects.prefix(Self.subjectsMax)),
            avoided: told.compactMap(\.key.place))
    }

    private static func severity(_ type: AlertType) -> Severity {
        switch type {
        case .targetBlocked, .deadLettersRising, .deadLettersUnwritable, .sourceSilent, .diskLow,
            .reloadFailed:
            .error
        case .breakerOpen, .backlogOld, .sourceRefused, .secretExpiring: .warning
        case .targetRecovered: .notice
        }
    }

    /// `hiring`, or `a, b, c and 4 more`.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }

    private static func headline(
        _ type: AlertType, _ state: State, _ subjects: [Subject]
    ) -> String {
        let isOne = subjects.count == 1
        func who(_ many: String) -> String {
            isOne ? subjects[0].name : "\(subjects.count) \(many)"
        }
        func verb(_ one: String, _ many: String) -> String { isOne ? one : many }
        let endedWell = subjects.allSatisfy(\.reason.message.isEmpty)
        let (still, isOver) = (state == .lasts ? " still" : "", state == .over)
        switch type {
        case .targetBlocked: return "\(who("targets"))\(verb(" is", " are"))\(still) blocked"
        case .breakerOpen: return "\(who("targets"))\(still)\(verb(" fails", " fail"))"
        case .targetRecovered:
            return endedWell
                ? "\(who("targets"))\(verb(" works", " work")) again"
                : "\(who("targets"))\(verb(" is", " are")) no longer in trouble"
        case .deadLettersRising:
            if isOver { return "\(who("targets")): no more deliveries are given up" }
            let count = subjects.reduce(0) { $0 + ($1.count ?? 0) }
            let more = state == .lasts ? " more" : ""
            let what = count == 1 ? "delivery" : "deliveries"
            return "\(count)\(more) \(what) to \(who("targets")) "
                + (count == 1 ? "was given up" : "were given up")
        case .deadLettersUnwritable:
            return isOver
                ? "dead letters can be written again" : "dead letters\(still) cannot be written"
        case .backlogOld:
            return isOver
                ? "no delivery waits for too long any more"
                : "deliveries\(still) wait for too long"
        case .sourceSilent:
            guard isOver else {
                return "\(who("sources"))\(verb(" is", " are"))\(still) silent"
            }
            return endedWell
                ? "\(who("sources"))\(verb(" is", " are")) heard again"
                : "\(who("sources"))\(verb(" does", " do")) not count as silent any more"
        case .sourceRefused:
            guard isOver else { return "requests to \(who("sources")) are\(still) refused" }
            return endedWell
                ? "requests to \(who("sources")) are taken again"
                : "requests to \(who("sources")) do not count as refused any more"
        case .diskLow:
            return isOver ? "the disk has room again" : "the disk is\(still) nearly full"
        case .reloadFailed:
            return isOver
                ? "\(who("files")) on disk in force again"
                : "\(who("files")) on disk\(still) refused, what was in force stays"
        case .secretExpiring:
            return isOver
                ? "\(who("secrets"))\(verb(" was", " were")) replaced, or ended"
                : "\(who("secrets"))\(verb(" ends", " end")) soon"
        }
    }
}

extension AlertBook.Condition {
    /// `the target forbids it: HTTP 403; 128 times since 2026-01-05T10:07:40.123Z`, when it came
    /// and went since it was told of last.
    fileprivate var reasonWithTimes: Reason {
        guard let toldAt, again > 1 else { return reason }
        var reason = reason
        let times = "\(again) times since \(toldAt)"
        reason.message = reason.message.isEmpty ? times : "\(reason.message); \(times)"
        return reason
    }
}
