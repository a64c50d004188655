/// Why a target's settings cannot be used. Found when they are loaded, never at delivery.
///
/// The text is safe to log: it quotes settings, but no secret.
package enum TargetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `setting` is the key as written in routes.yaml.
    case invalid(setting: String, problem: String)
    /// A template of this setting does not parse.
    case template(setting: String, TemplateError)

    /// The key as written in routes.yaml.
    package var setting: String {
        switch self {
        case .invalid(let setting, _), .template(let setting, _): setting
        }
    }

    /// The likely fix; nil when there is none. The description does not hold it.
    package var hint: String? {
        switch self {
        case .invalid: nil
        case .template(_, let error): error.hint
        }
    }

    package var description: String {
        switch self {
        case .invalid(let setting, let problem): "\(setting): \(problem)"
        case .template(let setting, let error): "\(setting): \(error)"
        }
    }

    /// The word for metrics.
    package var code: String {
        switch self {
        case .invalid: "target_setting_invalid"
        case .template: "target_template_invalid"
        }
    }
}

/// What is wrong with a template, and where: line and column are counted from 1 within its text.
package struct TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
    package var problem: String
    /// What was meant, when that can be guessed.
    package var hint: String?
    package var line: Int
    package var column: Int

    package init(problem: String, hint: String? = nil, line: Int, column: Int) {
        self.problem = problem
        self.hint = hint
        self.line = line
        self.column = column
    }

    package var description: String {
        "\(problem) (line \(line), column \(column) of the template)"
    }
}
