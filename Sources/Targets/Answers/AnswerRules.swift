package import Model

/// What a kind's answers mean: its words first, then its rules, then what holds for every target.
package struct AnswerRules: Sendable {
    package struct Ruling: Equatable, Sendable {
        let `class`: Outcome.Class
        let reason: TargetReason
        /// Only with `retry`: the vendor may have taken the message all the same.
        var isAmbiguous = false
        /// Only with `block`: the destination is at fault, not the target.
        var concernsDestination = false

        init(
            _ class: Outcome.Class, _ reason: TargetReason, isAmbiguous: Bool = false,
            concernsDestination: Bool = false
        ) {
            self.class = `class`
            self.reason = reason
            self.isAmbiguous = isAmbiguous
            self.concernsDestination = concernsDestination
        }
    }

    package struct Rule: Sendable {
        let test: AnswerTest
        let ruling: Ruling

        init(_ test: AnswerTest, _ class: Outcome.Class, _ reason: TargetReason) {
            self.test = test
            ruling = Ruling(`class`, reason)
        }
    }

    /// An answer that any of these fits is a success, unless a word or rule says otherwise.
    var success: [AnswerTest] = [.success]
    /// Where the vendor's word stands: nil is the whole body.
    var wordPlaces: [JSONPointer?] = []
    var words: [String: Ruling] = [:]
    /// The first that fits counts.
    var rules: [Rule] = []
    /// Where the vendor says how long to wait; the first that can be read counts, after
    /// `Retry-After`.
    var waits: [WaitPlace] = []
    /// Of a 2xx that is no success: perhaps the message was taken all the same.
    var unexpected = TargetReason.targetUnexpectedAnswer

    package init() {}

    func outcome(of response: OutboundResponse, now: Timestamp) -> Outcome {
        let answer = ReadAnswer(response)
        let status = "HTTP \(response.status)"
        let words = wordPlaces.compactMap { place in
            place.map { answer.text(at: $0) } ?? answer.word
        }
        for word in words {
            if let ruling = self.words[word] { return outcome(ruling, word, answer, now) }
        }
        for rule in rules where rule.test.holds(answer) {
            return outcome(rule.ruling, status, answer, now)
        }
        if success.contains(where: { $0.holds(answer) }) { return .delivered }
        guard (200...299).contains(response.status) else {
            var outcome = StatusVerdict.outcome(of: response, now: now)
            if outcome.class == .retry { outcome.retryAfter = wait(answer, now) }
            return outcome
        }
        return outcome(Ruling(.retry, unexpected, isAmbiguous: true), status, answer, now)
    }

    private func outcome(
        _ ruling: Ruling, _ detail: String, _ answer: ReadAnswer, _ now: Timestamp
    ) -> Outcome {
        if ruling.class == .delivered { return .delivered }
        return Outcome(
            ruling.class, ruling.reason.reason(detail: detail),
            retryAfter: ruling.class == .retry ? wait(answer, now) : nil,
            isAmbiguous: ruling.isAmbiguous, concernsDestination: ruling.concernsDestination)
    }

    private func wait(_ answer: ReadAnswer, _ now: Timestamp) -> Milliseconds? {
        RetryAfter.span(in: answer.headers, now: now)
            ?? waits.lazy.compactMap { $0.span(in: answer, now: now) }.first
    }
}

/// Where an answer says when to come back.
package struct WaitPlace: Equatable, Sendable {
    package enum Place: Equatable, Sendable {
        case header(String)
        case body(JSONPointer)
    }

    package enum Unit: String, Sendable, CaseIterable {
        case seconds, milliseconds
    }

    package var place: Place
    package var unit: Unit

    package init(_ place: Place, unit: Unit = .seconds) {
        self.place = place
        self.unit = unit
    }

    static func header(_ name: String) -> WaitPlace { WaitPlace(.header(name)) }

    static func body(_ place: String) -> WaitPlace {
        guard let pointer = JSONPointer(place) else { preconditionFailure("no pointer: \(place)") }
        return WaitPlace(.body(pointer))
    }

    /// A number is a span when it is less than thirty years, else a moment after 1999: vendors use
    /// the same names for both. A date is a moment.
    func span(in answer: ReadAnswer, now: Timestamp) -> Milliseconds? {
        let text: String? =
            switch place {
            case .header(let name): answer.headers[name]
            case .body(let pointer): answer.text(at: pointer)
            }
        guard let text else { return nil }
        guard let number = Double(text), number.isFinite, number >= 0 else {
            return RetryAfter.span(text, now: now)
                ?? Timestamp(text: text).map { max(.zero, $0 - now) }
        }
        let moment: Timestamp
        switch number {
        case 1e11...: moment = Timestamp(milliseconds: Int64(exactly: number.rounded()) ?? .max)
        case 946_684_800...:
            if unit == .milliseconds { return Milliseconds(1).scaled(by: number) }
            moment = Timestamp(milliseconds: Int64((number * 1000).rounded()))
        default: return Milliseconds(unit == .seconds ? 1000 : 1).scaled(by: number)
        }
        return max(.zero, moment - now)
    }
}
