import Model
import Testing

@testable import Gateway

@Suite("The book of alerts")
struct AlertBookTests {
    private static let start = Timestamp(seconds: 1_767_607_660)
    private let settings = AlertBook.Settings()

    private func at(_ seconds: Int64) -> Timestamp { Self.start + .seconds(seconds) }

    private func finding(_ message: String = "refused") -> AlertFinding {
        AlertFinding(Reason(code: "http_forbidden", message: message, advice: "fix it"))
    }

    private func target(_ name: String, _ destination: String = "") -> AlertSubject {
        AlertSubject(TargetPlace(name, destination: destination))
    }

    private func words(_ alerts: [Alert]) -> [String] {
        alerts.map { alert in
            "\(alert.type.rawValue) \(alert.state.rawValue): "
                + alert.subjects.map(\.name).joined(separator: " ")
        }
    }

    @Test("what begins together is one alert, told when the first has lasted for ten seconds")
    func digest() {
        var book = AlertBook()
        book.begin(.targetBlocked, target("b"), finding(), now: at(0))
        book.begin(.targetBlocked, target("a"), finding("gone"), now: at(7))
        book.begin(.sourceSilent, AlertSubject("s"), finding(), now: at(7))
        #expect(book.isWaiting)
        #expect(book.round(settings, now: at(9)) == [])
        let told = book.round(settings, now: at(10))
        #expect(words(told) == ["target.blocked begun: a b"])
        #expect(told.first?.count == 2)
        #expect(told.first?.since == at(0))
        #expect(told.first?.subjects.map(\.reason.message) == ["gone", "refused"])
        #expect(words(book.round(settings, now: at(17))) == ["source.silent begun: s"])
        #expect(!book.isWaiting)
        #expect(book.round(settings, now: at(60)) == [])
    }

    @Test("what ends before it was told is not told, and neither is its end")
    func shortLived() {
        var book = AlertBook()
        book.begin(.breakerOpen, target("a"), finding(), now: at(0))
        book.end(.breakerOpen, target("a"), now: at(9))
        #expect(!book.isWaiting)
        #expect(book.round(settings, now: at(100)) == [])
    }

    @Test("what lasts is told again, together; its end is told once")
    func life() {
        var book = AlertBook()
        book.begin(.targetBlocked, target("a"), finding(), now: at(0))
        #expect(words(book.round(settings, now: at(10))) == ["target.blocked begun: a"])
        book.begin(.targetBlocked, target("b"), finding(), now: at(600))
        #expect(words(book.round(settings, now: at(610))) == ["target.blocked begun: b"])
        #expect(book.round(settings, now: at(3609)) == [])
        #expect(words(book.round(settings, now: at(3610))) == ["target.blocked lasts: a b"])
        #expect(book.round(settings, now: at(4300)) == [])
        book.end(.targetBlocked, target("a"), now: at(5000))
        book.end(.targetBlocked, target("b"), now: at(5005))
        #expect(book.round(settings, now: at(5009)) == [])
        let over = book.round(settings, now: at(5010))
        #expect(words(over) == ["target.recovered over: a b"])
        #expect(over.first?.severity == .notice)
        #expect(over.first?.message == "2 targets work again: a, b")
        #expect(book.round(settings, now: at(50_000)) == [])
        #expect(book.lasting.isEmpty)
    }

    @Test("an end that is followed by a beginning within moments is none")
    func flutter() {
        var book = AlertBook()
        book.begin(.diskLow, AlertSubject("disk"), finding(), now: at(0))
        _ = book.round(settings, now: at(10))
        book.end(.diskLow, AlertSubject("disk"), now: at(100))
        book.begin(.diskLow, AlertSubject("disk"), finding(), now: at(105))
        #expect(book.round(settings, now: at(200)) == [])
        #expect(words(book.round(settings, now: at(3610))) == ["disk.low lasts: disk"])
    }

    @Test("a target that alerts go to gets one of its own, which goes around it")
    func receivers() {
        var book = AlertBook()
        for name in ["a", "b", "c"] {
            book.begin(.targetBlocked, target(name), finding(), now: at(0))
        }
        book.begin(.targetBlocked, target("d", "C0X"), finding(), now: at(0))
        let settings = AlertBook.Settings(receivers: ["b", "d"])
        let told = book.round(settings, now: at(10))
        #expect(
            words(told) == [
                "target.blocked begun: a c", "target.blocked begun: b",
                "target.blocked begun: d C0X",
            ])
        #expect(told[1].avoided == [TargetPlace("b")])
        #expect(told[2].avoided == [TargetPlace("d", destination: "C0X")])
        #expect(told[2].avoided[0].holds(target: "d", destination: "C0X"))
        #expect(!told[2].avoided[0].holds(target: "d", destination: "C0Y"))
        #expect(TargetPlace("d").holds(target: "d", destination: "C0Y"))
    }

    @Test("a blocked target that is probed later recovers once", arguments: [true, false])
    func takenOver(wasTold: Bool) {
        var book = AlertBook()
        book.begin(.breakerOpen, target("a"), finding(), now: at(0))
        if wasTold { _ = book.round(settings, now: at(10)) }
        book.begin(.targetBlocked, target("a"), finding(), now: at(11))
        #expect(book.lasting.map(\.type) == [.targetBlocked])
        book.end(.targetBlocked, target("a"), now: at(12))
        book.end(.breakerOpen, target("a"), now: at(12))
        let over = wasTold ? ["target.recovered over: a"] : []
        #expect(words(book.round(settings, now: at(30))) == over)
    }

    @Test("dead letters are counted between one alert and the next, and end when there are none")
    func deadLetters() {
        var book = AlertBook()
        let reason = Reason(code: "http_unprocessable", message: "HTTP 422")
        func add(_ count: Int, _ name: String, _ seconds: Int64) {
            for _ in 0..<count { book.addDeadLetter(target(name), reason, now: at(seconds)) }
        }
        add(1, "a", 0)
        add(2, "b", 3)
        let begun = book.round(settings, now: at(10))
        #expect(words(begun) == ["dead_letters.rising begun: a b"])
        #expect(begun.first?.message == "3 deliveries to 2 targets were given up: a, b")
        #expect(begun.first?.subjects.map(\.count) == [1, 2])
        add(5, "a", 100)
        #expect(book.round(settings, now: at(200)) == [])
        let later = book.round(settings, now: at(3610))
        #expect(
            words(later) == ["dead_letters.rising lasts: a", "dead_letters.rising over: b"])
        #expect(later.first?.message == "5 more deliveries to a were given up: HTTP 422")
        #expect(later.last?.message == "b: no more deliveries are given up")
        #expect(words(book.round(settings, now: at(7210))) == ["dead_letters.rising over: a"])
        #expect(book.round(settings, now: at(99_999)) == [])
    }

    @Test("a look at everything ends what it does not find")
    func set() {
        var book = AlertBook()
        let (rules, certificate) = (AlertSubject("rules"), AlertSubject("certificate"))
        book.set(.reloadFailed, [rules: finding("line 3"), certificate: finding()], now: at(0))
        _ = book.round(settings, now: at(10))
        book.set(.reloadFailed, [rules: finding("line 4")], now: at(20))
        #expect(book.lasting.map(\.condition.reason.message) == ["line 4"])
        let over = book.round(settings, now: at(30))
        #expect(words(over) == ["reload.failed over: certificate"])
    }

    @Test("trouble of a target that nobody has any more ends")
    func removed() {
        var book = AlertBook()
        for name in ["a", "b"] {
            book.begin(.targetBlocked, target(name), finding(), now: at(0))
        }
        book.begin(.sourceSilent, AlertSubject("s"), finding(), now: at(0))
        _ = book.round(settings, now: at(10))
        book.keepTargets({ $0 == "b" }, now: at(20))
        #expect(words(book.round(settings, now: at(30))) == ["target.recovered over: a"])
        #expect(book.lasting.map(\.subject.name) == ["b", "s"])
    }

    @Test("what ended by a change of the rules is not said to have ended well")
    func changed() {
        var book = AlertBook()
        let (a, b) = (AlertSubject("a"), AlertSubject("b"))
        book.set(.sourceSilent, [a: finding(), b: finding()], now: at(0))
        book.set(.sourceRefused, [a: finding()], now: at(0))
        _ = book.round(settings, now: at(10))
        book.set(.sourceSilent, [b: finding()], saying: { "\($0.name) has gone" }, now: at(20))
        book.set(.sourceRefused, [:], saying: { _ in AlertBook.notNamed }, now: at(20))
        #expect(
            book.round(settings, now: at(30)).map(\.message) == [
                "a does not count as silent any more: a has gone",
                "requests to a do not count as refused any more: "
                    + "the rules do not name it any more",
            ])
        book.set(.sourceSilent, [:], now: at(40))
        #expect(book.round(settings, now: at(50)).map(\.message) == ["b is heard again"])
    }

    @Test("twenty are named, all are counted")
    func many() {
        var book = AlertBook()
        for number in 100..<150 {
            book.begin(.targetBlocked, target("t\(number)"), finding(), now: at(0))
        }
        let told = book.round(settings, now: at(10))
        #expect(told.count == 1)
        #expect(told.first?.count == 50)
        #expect(told.first?.subjects.count == Alert.subjectsMax)
        #expect(
            told.first?.message
                == "50 targets are blocked: t100, t101, t102, t103, t104 and 45 more")
        #expect(told.first?.advice == "fix it")
    }

    @Test("that a secret ends in days is told once a day, however often the rest is")
    func secrets() {
        var book = AlertBook()
        book.begin(.secretExpiring, AlertSubject("s OLD"), finding(), now: at(0))
        _ = book.round(settings, now: at(10))
        #expect(book.round(settings, now: at(80_000)) == [])
        #expect(words(book.round(settings, now: at(86_410))) == ["secret.expiring lasts: s OLD"])
    }

    @Test("what comes and goes is told no oftener than what lasts, and its end is told at last")
    func fluttering() {
        var book = AlertBook()
        var told: [String] = []
        func round(_ second: Int64) {
            for alert in book.round(settings, now: at(second)) {
                told.append("\(second) \(alert.state.rawValue) \(alert.message)")
            }
        }
        for second in Int64(0)..<7200 {
            switch second % 28 {
            case 0: book.begin(.targetBlocked, target("a"), finding(), now: at(second))
            case 14: book.end(.targetBlocked, target("a"), now: at(second))
            default: break
            }
            round(second)
        }
        #expect(
            told == [
                "10 begun a is blocked: refused",
                "24 over a works again",
                "3622 begun a is blocked: refused; 129 times since \(at(10))",
                "3636 over a works again",
            ])
        // Ill at the end, which is told when that is due.
        book.begin(.targetBlocked, target("a"), finding(), now: at(7200))
        for second in Int64(7200)..<7230 { round(second) }
        #expect(told.last == "7222 begun a is blocked: refused; 128 times since \(at(3622))")
        // And well at last: its end was told an hour ago.
        book.end(.targetBlocked, target("a"), now: at(7230))
        for second in Int64(7230)..<20_000 { round(second) }
        #expect(told.count == 6)
        #expect(told.last == "7240 over a works again")
    }

    @Test("an end within the hour of the one before it is told when that hour is over")
    func lateEnd() {
        var book = AlertBook()
        let disk = AlertSubject("disk")
        book.begin(.diskLow, disk, finding(), now: at(0))
        _ = book.round(settings, now: at(10))
        book.end(.diskLow, disk, now: at(3000))
        #expect(words(book.round(settings, now: at(3010))) == ["disk.low over: disk"])
        book.begin(.diskLow, disk, finding(), now: at(3700))
        #expect(words(book.round(settings, now: at(3710))) == ["disk.low begun: disk"])
        book.end(.diskLow, disk, now: at(4000))
        #expect(book.round(settings, now: at(6609)) == [])
        #expect(book.lasting.isEmpty)
        #expect(words(book.round(settings, now: at(6610))) == ["disk.low over: disk"])
    }

    @Test("what was told before a restart is told as over, even at once", arguments: [1, 60])
    func takenUp(age: Int64) {
        var book = AlertBook()
        var old = finding()
        old.since = at(-age)
        book.takeUp(.targetBlocked, target("a"), old, now: at(0))
        book.end(.targetBlocked, target("a"), now: at(5))
        let over = age == 60 ? ["target.recovered over: a"] : []
        #expect(words(book.round(settings, now: at(15))) == over)
    }

    @Test("a clock that is set back by a day delays what is told by an hour at most")
    func setBack() {
        var book = AlertBook()
        let (disk, rules) = (AlertSubject("disk"), AlertSubject("rules"))
        book.begin(.diskLow, disk, finding(), now: at(0))
        _ = book.round(settings, now: at(10))
        book.begin(.reloadFailed, rules, finding(), now: at(11))
        let day: Int64 = -86_400
        #expect(book.round(settings, now: at(day)) == [])
        #expect(words(book.round(settings, now: at(day + 10))) == ["reload.failed begun: rules"])
        #expect(words(book.round(settings, now: at(day + 3600))) == ["disk.low lasts: disk"])
    }

    /// What is told of one subject, whatever happens: a beginning, repetitions, one end; none of
    /// them often; and the last of them is true.
    @Test("no story has two beginnings, two ends, an end alone, or too many", arguments: 0..<20)
    func stories(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed) + 1)
        var book = AlertBook()
        var now = Self.start
        var open: [String: AlertType] = [:]
        var toldAt: [String: Timestamp] = [:]
        let settings = AlertBook.Settings(repeatAfter: .minutes(2), receivers: ["a"])
        // With others something may be told again earlier, together with them.
        let names = seed < 10 ? ["a"] : ["a", "b", "c"]
        let spacing = seed < 10 ? settings.repeatAfter : settings.repeatAfter.scaled(by: 0.5)
        func round() {
            for alert in book.round(settings, now: now) {
                #expect(alert.count == alert.subjects.count)
                for subject in alert.subjects {
                    // Of a target blocks and breakers are one story.
                    let isTarget = [.targetBlocked, .breakerOpen, .targetRecovered]
                        .contains(alert.type)
                    let story = (isTarget ? "target" : alert.type.rawValue) + " " + subject.name
                    switch alert.state {
                    case .begun: #expect(isTarget || open[story] == nil, "\(story)")
                    case .lasts, .over: #expect(open[story] != nil, "\(story)")
                    }
                    open[story] = alert.state == .over ? nil : alert.type
                    let kind = "\(alert.type) \(alert.state == .over) \(subject.name)"
                    if let before = toldAt[kind] {
                        #expect(now - before >= spacing, "\(kind)")
                        if alert.state == .over { #expect(now - before >= settings.repeatAfter) }
                    }
                    toldAt[kind] = now
                }
            }
        }
        let types: [AlertType] = [.targetBlocked, .breakerOpen, .diskLow, .deadLettersRising]
        for _ in 0..<2000 {
            now = now + Milliseconds(Int64.random(in: 0...20_000, using: &random))
            let subject = target(names.randomElement(using: &random) ?? "a")
            let type = types.randomElement(using: &random) ?? .diskLow
            switch (Int.random(in: 0..<3, using: &random), type) {
            case (0, .deadLettersRising):
                book.addDeadLetter(subject, Reason(code: "x", message: ""), now: now)
            case (_, .deadLettersRising): break
            case (0, _): book.begin(type, subject, finding(), now: now)
            case (1, _): book.end(type, subject, now: now)
            default: break
            }
            round()
        }
        // Nothing happens any more: in the end what was told is what there is.
        let quiet = now
        while now - quiet <= settings.repeatAfter + AlertBook.digestTime {
            now = now + .seconds(1)
            round()
        }
        var lasting: [String: AlertType] = [:]
        for (type, subject, _) in book.lasting {
            let isTarget = [.targetBlocked, .breakerOpen].contains(type)
            lasting[(isTarget ? "target" : type.rawValue) + " " + subject.name] = type
        }
        #expect(open == lasting)
        #expect(!toldAt.isEmpty)
    }
}
