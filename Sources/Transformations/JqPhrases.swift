/// What jq itself says of a program that fails, without the values that it puts in between.
///
/// jq quotes values as they are, whatever they hold, and writes a program's `error("…")` like its
/// own: only a message that is known as a whole is certain to be without them.
/// Source: https://github.com/jqlang/jq/blob/jq-1.6/src/builtin.c, jv_aux.c, jv_parse.c, execute.c
enum JqPhrases {
    /// With `…` for all values; nil: it may hold others.
    static func shown(_ message: String) -> String? {
        let cut = cut(message)
        return known.contains(pattern(of: cut)) ? cut : nil
    }

    /// Without what stands in quotes and parentheses, nested ones too; what is not closed goes to
    /// the end of the line.
    static func cut(_ message: String) -> String {
        var cut = ""
        var rest = message.unicodeScalars[...]
        while let next = rest.popFirst() {
            switch next {
            case "\"", "'":
                rest = rest.drop { $0 != next }.dropFirst()
                cut += "…"
            case "(":
                let isCall = rest.first == ")"
                var depth = 1
                while depth > 0, let inner = rest.popFirst() {
                    if inner == "(" { depth += 1 } else if inner == ")" { depth -= 1 }
                }
                cut += isCall ? "()" : "…"
            default: cut.unicodeScalars.append(next)
            }
        }
        // They come bare, behind these.
        for words in ["Invalid path expression with result ", " attempt to access element "]
        where cut.contains(words) {
            if let place = cut.firstRange(of: words) {
                cut = cut[..<place.upperBound] + "…"
            }
        }
        if cut.hasPrefix("Invalid path expression near attempt to iterate through ") {
            cut = "Invalid path expression near attempt to iterate through …"
        }
        return cut
    }

    /// `T` for the name of a type, `N` for a place in a JSON text, and without what it is about.
    private static func pattern(of cut: String) -> String {
        cut.replacing(/at (?:EOF at )?line [0-9]+, column [0-9]+/, with: "at N")
            .replacing(/\b(?:null|boolean|number|string|array|object)\b/, with: "T")
            .replacing(#/^T …(?: and T …)? /#, with: "")
    }

    private static let known: Set<String> = [
        // Paths.
        "Cannot index T with T …", "Cannot index T with T", "Cannot index T with …",
        "Cannot index T with T and T",
        "Cannot iterate over T …", "Cannot iterate over T", "cannot be iterated over",
        "Cannot use T … as T key", "Object keys must be strings",
        "Cannot check whether T has a T key",
        "Start and end indices of an T slice must be numbers",
        "A slice of an T can only be assigned another T",
        "Cannot update field at T index of T", "Cannot delete field at T index of T",
        "Cannot delete fields from T", "Cannot delete field at T index of T …",
        "Out of bounds negative T index", "Array index too large",
        "Paths must be specified as an T", "Path must be specified as an T",
        "Path must be specified as T, not T",
        "Invalid path expression with result …",
        "Invalid path expression near attempt to access element …",
        "Invalid path expression near attempt to iterate through …",
        // Arithmetic and comparison.
        "cannot be added", "cannot be subtracted", "cannot be multiplied", "cannot be divided",
        "cannot be divided because the divisor is zero",
        "cannot be divided … because the divisor is zero", "cannot be negated", "T required",
        "has no keys", "has no length", "has no absolute value",
        "cannot have their containment checked",
        "Range bounds must be numeric", "flatten depth must not be negative",
        "cannot be sorted, as it is not an T", "cannot be sorted, as they are not both arrays",
        "cannot be grouped, as it is not an T", "cannot be grouped, as they are not both arrays",
        // Texts.
        "cannot be matched, as it is not a T", "is not a T", "cannot be parsed as a T",
        "explode input must be a T", "implode input must be an T",
        "split input and separator must be strings",
        "startswith() requires T inputs", "endswith() requires T inputs",
        "ltrimstr() requires T inputs", "rtrimstr() requires T inputs",
        "trim input must be a T", "join input must be an T",
        "ascii_downcase input must be a T", "ascii_upcase input must be a T",
        "only strings have UTF-8 byte length",
        "Repeat T result too long",
        "cannot be csv-formatted, only T", "cannot be csv-formatted, only an T can be",
        "cannot be tsv-formatted, only T", "cannot be tsv-formatted, only an T can be",
        "is not valid in a csv row", "is not valid in a tsv row",
        "can not be escaped for shell",
        "is not valid base64 data", "trailing base64 byte found",
        // Times.
        "date … does not match format …", "mktime requires T inputs",
        "mktime requires T of 6 numbers", "mktime requires parsed datetime inputs",
        "gmtime() requires numeric inputs", "gmtime() requires a T",
        "localtime() requires a T", "invalid gmtime representation",
        "strptime/1 requires T inputs and arguments", "strftime/1 requires parsed datetime inputs",
        "strftime/1 requires a T format", "strflocaltime/1 requires parsed datetime inputs",
        "error converting T of seconds since epoch to datetime",
        // JSON in a text: `fromjson`, `tonumber`.
        "Invalid numeric literal at N …", "Invalid literal at N …", "Invalid escape at N …",
        "Unfinished JSON term at N …", "Unfinished T at N …", "Unfinished T at N",
        "Expected separator between values at N …", "Expected value before … at N …",
        "Expected JSON value at N …", "Expected JSON value …", "Expected T value at N …",
        "Object keys must be strings at N …",
        "Objects must consist of key:value pairs at N …",
        "Unmatched … at N …", "Unmatched … at the top-level at N …",
        "Exceeds depth limit for parsing at N …",
        "Unexpected extra JSON values …",
        // The end of input.
        "break", "No more inputs",
    ]
}
