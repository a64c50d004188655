/// What may stand behind a key, as far as a JSON Schema can say it; the rest is said by reading.
indirect enum ValueShape: Sendable {
    case anything
    /// Text, or what YAML takes for a number or a truth value.
    case scalar
    case words([String])
    case bool
    case number(isWhole: Bool, ClosedRange<Double>?)
    case list(ValueShape)
    case named(ValueShape)
    case mapping([any KeyDeclaration])
    case either([ValueShape])
    /// Conditions on places of an event.
    case filter
    /// A target's settings: its keys depend on its kind.
    case target
}
