import Engine
import Model
import Store
import Synchronization

/// Where everybody reports what is wrong: the book of alerts with a lock. Any thread; holds the
/// lock for moments only.
final class AlertDesk: Sendable {
    private let clock: any Clock
    private let book = Mutex(AlertBook())

    init(clock: any Clock) { self.clock = clock }

    /// On an engine thread.
    func note(_ alert: EngineAlert) {
        let now = clock.now
        book.withLock { book in
            switch alert {
            case .targetBlocked(let place, let reason):
                book.begin(.targetBlocked, AlertSubject(place), AlertFinding(reason), now: now)
            case .breakerOpen(let place, let reason):
                book.begin(.breakerOpen, AlertSubject(place), AlertFinding(reason), now: now)
            case .targetRecovered(let place, _): book.end(place, now: now)
            case .targetPaused(let place):
                book.end(place, saying: "a person paused it", now: now)
            // That an alert did not arrive is no reason for the next one.
            case .deadLetter(_, Alert.source, _): break
            case .deadLetter(let place, _, let reason):
                let subject = AlertSubject(TargetPlace(place.target))
                book.addDeadLetter(subject, reason, now: now)
            case .deadLettersUnwritable(let text):
                let reason = Reason(
                    code: "dead_letters_unwritable", message: text,
                    advice: "make the folder writable; their deliveries wait meanwhile")
                book.begin(
                    .deadLettersUnwritable, .deadLetters, AlertFinding(reason), now: now)
            case .deadLettersWritable:
                book.end(.deadLettersUnwritable, .deadLetters, now: now)
            }
        }
    }

    /// Targets that were in trouble when the process ended before, and were told then if they had
    /// been for long enough. Called before deliveries are attempted: from then on the engine tells.
    func takeUp(_ stored: some Sequence<TargetStateRecord>) {
        let now = clock.now
        let unknown = Reason(code: "unknown", message: "no reason was kept")
        book.withLock { book in
            for record in stored {
                let type: AlertType
                switch record.state {
                case .blocked: type = .targetBlocked
                case .probing: type = .breakerOpen
                case .sending, .paused: continue
                }
                let place = TargetPlace(record.target, destination: record.destination)
                let finding = AlertFinding(record.reason ?? unknown, since: record.since)
                book.takeUp(type, AlertSubject(place), finding, now: now)
            }
        }
    }

    /// All that is wrong of one type, as somebody found it just now.
    func set(
        _ type: AlertType, _ found: [AlertSubject: AlertFinding],
        saying ending: (AlertSubject) -> String = { _ in "" }
    ) {
        let now = clock.now
        book.withLock { $0.set(type, found, saying: ending, now: now) }
    }

    func keepTargets(_ names: (String) -> Bool) {
        let now = clock.now
        book.withLock { $0.keepTargets(names, now: now) }
    }

    func forget(_ types: some Sequence<AlertType>) { book.withLock { $0.forget(types) } }

    func round(_ settings: AlertBook.Settings) -> [Alert] {
        let now = clock.now
        return book.withLock { $0.round(settings, now: now) }
    }

    var isWaiting: Bool { book.withLock { $0.isWaiting } }

    /// What is wrong at present, one alert for each subject.
    var lasting: [Alert] {
        book.withLock { book in
            book.lasting.map { type, subject, condition in
                var condition = condition
                condition.count = condition.total
                return Alert(type, .begun, [(subject, condition)])
            }
        }
    }
}

extension AlertSubject {
    static let deadLetters = AlertSubject("dead letters")
}

extension AlertBook {
    /// Whatever was wrong with a target.
    fileprivate mutating func end(
        _ place: TargetPlace, saying ending: String = "", now: Timestamp
    ) {
        for type in [AlertType.targetBlocked, .breakerOpen] {
            end(type, AlertSubject(place), saying: ending, now: now)
        }
    }
}
