import Model
import Targets

/// The JSON Schema of routes.yaml, for editors: made of the tables of keys by which the file is
/// read, so that the two cannot differ.
///
/// It says which keys there are, what kind of value each takes and what it is for. What only the
/// whole file shows (names that are nowhere declared, keys that exclude each other, patterns) is
/// for `signalbox check`.
/// Source: https://json-schema.org/draft/2020-12
package enum RoutesSchema {
    /// `isIncluded`: of a file that another one includes.
    package static func json(isIncluded: Bool = false) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 256 << 10)
        json.object { json in
            json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
            json.member(
                "title",
                isIncluded ? "A file that routes.yaml includes" : "routes.yaml of Signalbox")
            members(of: isIncluded ? DocumentKeys.included : DocumentKeys.all, &json)
            json.key("$defs")
            json.object { json in
                json.key("target")
                json.object { json in members(of: TargetKeys.common, &json) }
                FilterSchema.definitions(&json)
                for kind in TargetKeys.kinds {
                    json.key("target-\(kind.name)")
                    json.object { json in members(ofKind: kind, &json) }
                }
            }
        }
        return json.bytes
    }

    private static func members(of keys: [any KeyDeclaration], _ json: inout JSONWriter) {
        json.member("type", "object")
        json.key("properties")
        json.object { json in
            for key in keys {
                json.key(key.name)
                json.object { json in
                    json.member("description", description(key))
                    members(of: key.shape, &json)
                }
            }
        }
        closing(keys, &json)
    }

    /// What all kinds have stands once in the schema.
    private static func members(ofKind kind: TargetKeys.Kind, _ json: inout JSONWriter) {
        let own: [any KeyDeclaration] =
            switch kind {
            case .http: HTTPTargetKeys.all
            case .defined(let definition): KindKeys.keys(definition)
            }
        json.key("properties")
        json.object { json in
            for key in TargetKeys.common where !own.contains(where: { $0.name == key.name }) {
                json.key(key.name)
                json.object { $0.member("$ref", "#/$defs/target/properties/\(key.name)") }
            }
            for key in own {
                json.key(key.name)
                json.object { json in
                    json.member("description", description(key))
                    members(of: key.shape, &json)
                }
            }
        }
        closing(TargetKeys.common + own, &json)
    }

    private static func closing(_ keys: [any KeyDeclaration], _ json: inout JSONWriter) {
        let required = keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { strings("required", required, &json) }
        json.member("additionalProperties", false)
    }

    private static func description(_ key: any KeyDeclaration) -> String {
        key.doc + (key.defaultText.map { " Default: \($0)" } ?? "")
    }

    private static func members(of shape: ValueShape, _ json: inout JSONWriter) {
        switch shape {
        case .anything: break
        case .scalar: strings("type", ["string", "number", "boolean"], &json)
        case .words(let words):
            anyOf([{ strings("enum", words, &$0) }, reference], &json)
        case .bool: anyOf([{ $0.member("type", "boolean") }, reference], &json)
        case .number(let isWhole, let range):
            let number = { (json: inout JSONWriter) in
                json.member("type", isWhole ? "integer" : "number")
                guard let range else { return }
                json.key("minimum")
                json.raw(text(range.lowerBound))
                guard range.upperBound < 9e15 else { return }
                json.key("maximum")
                json.raw(text(range.upperBound))
            }
            anyOf([number, reference], &json)
        case .list(let item):
            json.member("type", "array")
            json.key("items")
            json.object { members(of: item, &$0) }
        case .named(let value):
            json.member("type", "object")
            json.key("additionalProperties")
            json.object { members(of: value, &$0) }
        case .mapping(let keys): members(of: keys, &json)
        case .either(let shapes):
            anyOf(shapes.map { shape in { members(of: shape, &$0) } }, &json)
        case .filter: json.member("$ref", "#/$defs/where")
        case .target: target(&json)
        }
    }

    private static func target(_ json: inout JSONWriter) {
        json.member("type", "object")
        strings("required", ["kind"], &json)
        json.key("properties")
        json.object { json in
            json.key("kind")
            json.object { json in
                // A kind of the file's own has keys of its own.
                let declared = { (json: inout JSONWriter) in
                    json.member("type", "string")
                    json.member("pattern", "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
                }
                let known = { (json: inout JSONWriter) in
                    strings("enum", TargetKeys.kinds.map(\.name), &json)
                }
                anyOf([known, declared, reference], &json)
            }
        }
        json.key("allOf")
        json.array { json in
            for kind in TargetKeys.kinds {
                json.object { json in
                    json.key("if")
                    json.object { json in
                        strings("required", ["kind"], &json)
                        json.key("properties")
                        json.object { json in
                            json.key("kind")
                            json.object { $0.member("const", kind.name) }
                        }
                    }
                    json.key("then")
                    json.object { $0.member("$ref", "#/$defs/target-\(kind.name)") }
                }
            }
        }
    }

    /// `"${NAME}"` may stand for any value.
    private static func reference(_ json: inout JSONWriter) {
        json.member("type", "string")
        json.member("pattern", #"\$\{"#)
    }

    private static func anyOf(
        _ alternatives: [(inout JSONWriter) -> Void], _ json: inout JSONWriter
    ) {
        json.key("anyOf")
        json.array { json in for one in alternatives { json.object(one) } }
    }

    private static func strings(
        _ name: String, _ values: [String], _ json: inout JSONWriter
    ) {
        json.key(name)
        json.array { json in for value in values { json.string(value) } }
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() ? String(Int64(number)) : String(number)
    }
}
