/// Memory of a slot's own for a short body, used again by the next request: libcurl's own copy
/// (`CURLOPT_COPYPOSTFIELDS`) would be allocated and freed with each.
///
/// It must stay as it is until its easy handle has left the multi handle.
final class BodyCopy {
    /// Longer memory is given back after its transfer; idle slots stay small.
    private static let keptBytesMax = 4 << 10

    private var memory: UnsafeMutableRawBufferPointer

    init() { memory = .allocate(byteCount: 0, alignment: 1) }

    deinit { memory.deallocate() }

    /// Replaces what was here. Never nil, for an empty body either: libcurl would ask for one.
    func copy(_ body: [UInt8]) -> UnsafeRawPointer? {
        let bytes = max(1, body.count)
        if bytes > memory.count {
            memory.deallocate()
            // Bodies of one kind differ a little.
            let room = bytes > Self.keptBytesMax ? bytes : min(bytes * 2, Self.keptBytesMax)
            memory = .allocate(byteCount: room, alignment: 1)
        }
        memory.copyBytes(from: body)
        return UnsafeRawPointer(memory.baseAddress)
    }

    /// After the transfer.
    func shrink() {
        guard memory.count > Self.keptBytesMax else { return }
        memory.deallocate()
        memory = .allocate(byteCount: 0, alignment: 1)
    }
}
