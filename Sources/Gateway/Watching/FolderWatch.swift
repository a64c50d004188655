import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Tells when an entry of some folders is written, made, moved or removed. Linux only: inotify(7).
///
/// One thread of its own, which sleeps until the kernel has something to tell. What comes within a
/// fifth of a second is told once: editors and mounts do several things at a time. Making an entry
/// is told when it has been written: a file is not looked at half made.
final class FolderWatch: Sendable {
    enum Failure: Error, CustomStringConvertible {
        case unavailable(String)

        var description: String {
            switch self {
            case .unavailable(let why): why
            }
        }
    }

    private let queue: Int32
    /// Written to for a look without a change; closed to end the thread.
    private let bell: (read: Int32, write: Int32)
    private let watched = Mutex<[String: Int32]>([:])
    private let thread = Mutex<SystemThread?>(nil)
    private let changed: @Sendable (FolderWatch) -> Bool

    private static let quietMilliseconds: Int32 = 200
    /// A folder in which something happens all the time is looked at this often all the same.
    private static let pausesMax = 10

    /// `changed` runs on the watch's own thread and may block; false: not yet, ask again when it
    /// has been quiet for a while. Call `stop` at the end.
    init(_ changed: @escaping @Sendable (FolderWatch) -> Bool) throws(Failure) {
        let queue = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard queue >= 0 else { throw .unavailable(String(cString: strerror(errno))) }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            close(queue)
            throw .unavailable(String(cString: strerror(errno)))
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        self.queue = queue
        self.changed = changed
        bell = (ends[0], ends[1])
        do {
            let started = try SystemThread(stackBytes: 1 << 20) { self.run() }
            thread.withLock { $0 = started }
        } catch {
            for descriptor in [queue] + ends { close(descriptor) }
            throw .unavailable("no thread is left")
        }
    }

    /// Has `changed` called as if something had happened.
    func look() {
        var byte: UInt8 = 1
        _ = write(bell.write, &byte, 1)
    }

    /// Replaces the folders that are watched; those that are not there are left out.
    func watch(_ folders: Set<String>) {
        let mask = UInt32(
            IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR)
        watched.withLock { watched in
            for (folder, number) in watched where !folders.contains(folder) {
                inotify_rm_watch(queue, number)
                watched[folder] = nil
            }
            // A folder that was replaced by another of its name is watched anew.
            for folder in folders {
                let number = inotify_add_watch(queue, folder, mask)
                watched[folder] = number >= 0 ? number : nil
            }
        }
    }

    /// Ends the thread and waits for it. Call it once, from another thread.
    func stop() {
        close(bell.write)
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
        close(bell.read)
        close(queue)
    }

    private func run() {
        while wait(milliseconds: -1) == .something {
            var pauses = 0
            repeat {
                drain()
                while pauses < Self.pausesMax,
                    wait(milliseconds: Self.quietMilliseconds) == .something
                {
                    drain()
                    pauses += 1
                }
                pauses += 1
            } while !changed(self) && pauses < Self.pausesMax
        }
    }

    private enum Waited { case something, nothing, ended }

    private func wait(milliseconds: Int32) -> Waited {
        var descriptors = [
            pollfd(fd: queue, events: Int16(POLLIN), revents: 0),
            pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&descriptors, 2, milliseconds)
            if count < 0, errno == EINTR { continue }
            if descriptors[1].revents & Int16(POLLHUP) != 0 { return .ended }
            return count > 0 ? .something : .nothing
        }
    }

    /// What happened is looked up elsewhere: events may be lost when there are many.
    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while read(queue, &buffer, buffer.count) > 0 {}
        while read(bell.read, &buffer, buffer.count) > 0 {}
    }
}
