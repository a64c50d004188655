/// `--header 'Name: value'` on the command line.
package enum HeaderArguments {
    package static func read(
        _ arguments: [String]
    ) throws(ConsoleError) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for argument in arguments {
            let halves = argument.split(separator: ":", maxSplits: 1)
            guard halves.count == 2, argument.first != ":" else {
                throw .usage("--header is 'Name: value', not '\(argument)'")
            }
            headers.append((String(halves[0]), String(halves[1].drop { $0 == " " })))
        }
        return headers
    }
}
