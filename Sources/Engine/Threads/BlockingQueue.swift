import Glibc
import Model

/// Hands work to threads that wait for it. Safe from any thread.
///
/// `@unchecked Sendable`: `elements` and `isClosed` are touched only under `mutex`.
final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var elements: [Element] = []
    private var isClosed = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Waits must not depend on the wall clock, which may be set.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func append(_ element: Element) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// No more will come: waiting threads get what is left, then nil.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits for elements, for at most `timeout` (nil: no limit), and takes up to `most`. Empty:
    /// the time ran out. Nil: closed and empty.
    func take(most: Int, timeout: Milliseconds? = nil) -> [Element]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let deadline = timeout.map(Self.deadline(after:))
        while elements.isEmpty, !isClosed {
            if var deadline {
                if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT { break }
            } else {
                pthread_cond_wait(condition, mutex)
            }
        }
        if elements.isEmpty { return isClosed ? nil : [] }
        let taken = Array(elements.prefix(most))
        elements.removeFirst(taken.count)
        return taken
    }

    /// Whether `close` was called. For loops that wait for something else than elements.
    var hasClosed: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return isClosed
    }

    private static func deadline(after timeout: Milliseconds) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let count = max(0, min(timeout.count, 86_400_000))
        let nanoseconds = Int64(now.tv_nsec) + count % 1000 * 1_000_000
        return timespec(
            tv_sec: now.tv_sec + Int(count / 1000) + Int(nanoseconds / 1_000_000_000),
            tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}
