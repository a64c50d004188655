import DeadLetters
import Model
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of its own for one test, removed at its end.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/signalbox-dead-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer {
            $0.baseAddress.flatMap { mkdtemp($0) }
        }
        path = String(cString: try #require(made))
    }

    deinit { _ = system("chmod -R u+rwx '\(path)'; rm -rf '\(path)'") }

    func write(_ bytes: [UInt8], to file: String) throws {
        let stream = try #require(fopen("\(path)/\(file)", "w"))
        defer { fclose(stream) }
        try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    }

    func read(_ file: String) throws -> [UInt8] {
        let stream = try #require(fopen("\(path)/\(file)", "r"))
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// The permission bits of a file or folder.
    func mode(_ file: String) throws -> UInt32 {
        var status = stat()
        try #require(stat("\(path)/\(file)", &status) == 0)
        return UInt32(status.st_mode) & 0o777
    }
}

enum Fixture {
    /// 2026-01-05T10:07:40Z.
    static let now = Timestamp(seconds: 1_767_607_660)

    static func id(_ number: Int) -> DeliveryID {
        DeliveryID(uuid: UUIDv7(high: 0x0123_4567_89AB_7000, low: 1 << 63 | UInt64(number)))
    }

    static func letter(
        _ number: Int = 1, target: String = "audit", body: [UInt8] = Array("{}".utf8),
        code: String = "http_bad_request", died: Timestamp = now
    ) -> DeadLetter {
        let event = Event(
            id: EventID(uuid: UUIDv7(high: 0x7000, low: 1 << 63 | UInt64(number))),
            source: "apriora",
            identity: EventIdentity(type: "session.completed", milestone: .reportReady, run: "r-7"),
            headers: ["content-type": "application/json"], body: body, receivedAt: now,
            configurationVersion: "cfg_1")
        return DeadLetter(
            delivery: Delivery(id: id(number), target: target, routes: ["a"], createdAt: now),
            event: event, reason: Reason(code: code, message: "m"), attempts: [], diedAt: died,
            configurationVersion: "cfg_2", curl: "curl")
    }
}

extension HeaderList: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Field(name: $0.0, value: $0.1) })
    }
}
