package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Operator {
    /// Sends a marked test message through the running node and waits for what becomes of its
    /// first attempt; 1 when it was not accepted within `timeout`.
    package func test(
        target: String, destination: String?, candidate: String?, timeout: Milliseconds
    ) -> ExitCode {
        var json = JSONWriter()
        json.object { json in
            if let destination { json.member("destination", destination) }
            if let candidate { json.member("candidate", candidate) }
        }
        do {
            let made = try Answer(
                call(NodeCall("POST", ["targets", target, "test"], body: json.bytes)))
            let delivery = made.text("delivery")
            let end = clock.now + timeout
            while true {
                let bytes = try call(NodeCall("GET", ["deliveries", delivery]))
                let answer = try Answer(bytes)
                let state = answer.text("state")
                let isOver = ["delivered", "dead", "cancelled"].contains(state)
                // A failed attempt says what there is to know; the node goes on trying.
                guard isOver || answer.has("reason") || clock.now >= end else {
                    usleep(100_000)
                    continue
                }
                StandardOutput.write(
                    isJSON
                        ? String(decoding: bytes, as: UTF8.self) + "\n"
                        : try rendering.delivery(bytes))
                return state == "delivered" ? .fine : .found
            }
        } catch {
            return complain(error)
        }
    }
}
