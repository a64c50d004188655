package import Model

/// A question about an answer: everything that is given must hold. Without anything it always does.
package struct AnswerTest: Equatable, Sendable {
    /// Any of these.
    package var statuses: [ClosedRange<Int>] = []
    /// The header has one of these values, without case; no values: it is there.
    package var headers: [Values<String>] = []
    /// The value at this place of a JSON body has one of these texts; no texts: there is one.
    package var values: [Values<JSONPointer>] = []
    /// One of these stands in the body.
    package var texts: [String] = []
    /// The whole body, white space aside.
    package var word: String?

    package struct Values<Place: Equatable & Sendable>: Equatable, Sendable {
        package var place: Place
        package var texts: [String]

        package init(_ place: Place, _ texts: [String]) {
            self.place = place
            self.texts = texts
        }
    }

    package init() {}

    static let any = AnswerTest()
    static let success = AnswerTest.status(200...299)

    static func status(_ statuses: ClosedRange<Int>...) -> AnswerTest {
        var test = AnswerTest()
        test.statuses = statuses
        return test
    }

    static func status(_ status: Int) -> AnswerTest { .status(status...status) }

    /// `place` is written as in `JSONPointer`.
    func value(_ place: String, _ texts: String...) -> AnswerTest {
        guard let pointer = JSONPointer(place) else { preconditionFailure("no pointer: \(place)") }
        var test = self
        test.values.append(.init(pointer, texts))
        return test
    }

    func word(_ word: String) -> AnswerTest {
        var test = self
        test.word = word
        return test
    }

    func text(_ text: String) -> AnswerTest {
        var test = self
        test.texts.append(text)
        return test
    }

    func holds(_ answer: ReadAnswer) -> Bool {
        guard statuses.isEmpty || statuses.contains(where: { $0.contains(answer.status) })
        else { return false }
        return headers.allSatisfy { header in
            guard let value = answer.headers[header.place] else { return false }
            return header.texts.isEmpty
                || header.texts.contains { HeaderList.equal($0, value) }
        }
            && values.allSatisfy { value in
                guard let found = answer.text(at: value.place) else { return false }
                return value.texts.isEmpty || value.texts.contains(found)
            } && (texts.isEmpty || texts.contains { answer.body.contains($0) })
            && (word == nil || word == answer.word)
    }
}

/// An answer, with its parts read at most once and only when somebody asks.
final class ReadAnswer {
    let status: Int
    private let response: OutboundResponse

    init(_ response: OutboundResponse) {
        self.response = response
        status = response.status
    }

    private(set) lazy var headers = response.headers
    private(set) lazy var body = String(decoding: response.body, as: UTF8.self)
    private(set) lazy var root = (try? JSONDocument(response.body))?.root

    /// A scalar as written; a container's text as it came, so that "is it there" can be asked.
    func text(at place: JSONPointer) -> String? {
        guard let view = root?.value(at: place), view.kind != .null else { return nil }
        return view.scalarText ?? String(decoding: view.sourceBytes, as: UTF8.self)
    }

    /// The whole body on one line, when it is short enough to be a word.
    private(set) lazy var word: String =
        response.body.count <= 1024
        ? body.split(whereSeparator: \.isWhitespace).joined(separator: " ") : ""
}
