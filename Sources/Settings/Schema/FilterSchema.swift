import Model
import Routing

/// What the JSON Schema says of a `where`: which operators stand behind a path. Values, and which
/// places an event has, are for `signalbox check`.
enum FilterSchema {
    /// Members of `$defs`.
    static func definitions(_ json: inout JSONWriter) {
        json.key("where")
        json.object { json in
            json.member("type", "object")
            json.key("properties")
            json.object { logic(of: "where", &$0) }
            json.key("additionalProperties")
            json.object { $0.member("$ref", "#/$defs/where-condition") }
        }
        // A value alone is no mapping, and of no concern to these words.
        json.key("where-condition")
        json.object { json in
            json.key("properties")
            json.object { operators(&$0) }
            json.member("additionalProperties", false)
        }
        // Operators on the element itself, or places below it.
        json.key("where-element")
        json.object { json in
            json.key("properties")
            json.object { json in
                logic(of: "where-element", &json)
                operators(&json)
            }
            json.key("additionalProperties")
            json.object { $0.member("$ref", "#/$defs/where-condition") }
        }
    }

    private static func logic(of part: String, _ json: inout JSONWriter) {
        json.key("not")
        json.object { $0.member("$ref", "#/$defs/\(part)") }
        for name in ["and", "or"] {
            json.key(name)
            json.object { json in
                json.member("type", "array")
                json.key("items")
                json.object { $0.member("$ref", "#/$defs/\(part)") }
            }
        }
    }

    private static func operators(_ json: inout JSONWriter) {
        for name in FilterOperator.allCases {
            json.key(name.rawValue)
            json.object { json in
                switch name {
                case .in, .nin: json.member("type", "array")
                case .any, .all, .none: json.member("$ref", "#/$defs/where-element")
                default: break
                }
            }
        }
    }
}
