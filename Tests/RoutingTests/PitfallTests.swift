import Model
import Testing

@testable import Routing

/// Bugs that other gateways shipped, each as a test.
@Suite("Pitfalls")
struct PitfallTests {
    @Test("Convoy compare: an event must meet all conditions, not some")
    func partialMatch() throws {
        let wanted = #"{"body.a": 1, "body.b": 2}"#
        #expect(try !holds(wanted, try facts(#"{"a":1}"#)))
        #expect(try !holds(wanted, try facts(#"{"a":1,"b":3}"#)))
        #expect(try holds(wanted, try facts(#"{"a":1,"b":2,"c":3}"#)))
    }

    @Test("Convoy compare: exists false holds for what is missing")
    func existsFalse() throws {
        #expect(try holds(#"{"body.a": {"exists": false}}"#, try facts("{}")))
        #expect(try holds(#"{"body.a.b": {"exists": false}}"#, try facts(#"{"a":1}"#)))
        #expect(try !holds(#"{"body.a": {"exists": false}}"#, try facts(#"{"a":null}"#)))
    }

    @Test("Convoy compare: a number is not less than text, and the rule is warned about")
    func ltOnText() throws {
        let match = try match(#"{"body.a": {"lt": 5}}"#, try facts(#"{"a":"3"}"#))
        #expect(match.isUnrouted)
        #expect(match.warnings.map(\.clause.path) == ["body.a"])
    }

    @Test("Convoy genCombos: a position that no memory could hold is just missing")
    func hugePosition() throws {
        let facts = try facts(#"{"a":[1],"u99999999":{"a":1}}"#)
        for path in ["body.a.99999999", "/body/a/18446744073709551616", "body.u99999999.b"] {
            #expect(try holds(#"{"\#(path)": {"exists": false}}"#, facts), "\(path)")
        }
        #expect(try holds(#"{"body.u99999999.a": 1}"#, facts))
    }

    @Test("Convoy genCombos: nesting is refused before any rule sees it")
    func nesting() throws {
        let deep = Array((String(repeating: "[", count: 100_000)).utf8)
        #expect(throws: JSONError.tooDeep(depthMax: Limits.jsonDepthMax)) {
            try JSONDocument(deep)
        }
    }

    @Test("Convoy genCombos: a body of very many keys is read once per place, not once per rule")
    func manyKeys() throws {
        let members = (0..<200_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let facts = try facts("{\(members)}")
        var routes: [Route] = []
        for number in 0..<1000 {
            var match = Match()
            match.where = try filter(#"{"body.k199999": \#(number + 199_000)}"#)
            routes.append(Route(name: "r\(number)", match: match, to: [RouteTarget("t")]))
        }
        #expect(RouteTable(routes).match(facts).matches.map(\.name) == ["r999"])
    }

    @Test("Convoy genCombos: huge numbers compare exactly, in time linear in their digits")
    func hugeNumbers() throws {
        let digits = String(repeating: "9", count: 200_000)
        #expect(try holds(#"{"body.a": {"gt": 5}}"#, try facts(#"{"a":\#(digits)}"#)))
        #expect(try holds(#"{"body.a": {"lt": 5}}"#, try facts(#"{"a":-\#(digits)}"#)))
        #expect(try holds(#"{"body.a": {"lt": 5}}"#, try facts(#"{"a":1e-\#(digits)}"#)))
    }
}
