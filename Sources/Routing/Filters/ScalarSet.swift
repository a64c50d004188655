import Model

/// The values of an `in`: few are compared one by one, many are hashed.
struct ScalarSet: Sendable {
    private let few: [JSONScalar]
    private var texts: Set<ByteText> = []
    private var numbers: Set<JSONNumber> = []
    private var others: Set<JSONScalar> = []

    private static let fewMax = 8

    init(_ values: [JSONScalar]) {
        guard values.count > Self.fewMax else {
            few = values
            return
        }
        few = []
        for value in values {
            switch value {
            case .string(let text): texts.insert(ByteText(text))
            case .number(let number): numbers.insert(number)
            case .null, .bool: others.insert(value)
            }
        }
    }

    func contains(_ found: FoundValue) -> Bool {
        for value in few where found.equals(value) { return true }
        guard few.isEmpty, let scalar = found.jsonScalar else { return false }
        return switch scalar {
        case .string(let text): texts.contains(ByteText(text))
        case .number(let number): numbers.contains(number)
        case .null, .bool: others.contains(scalar)
        }
    }
}
