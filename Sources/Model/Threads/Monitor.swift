#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A value behind a lock that threads can wait on until it changes.
///
/// `Synchronization.Mutex` has no condition to wait for, and a semaphore cannot be told a deadline
/// without libdispatch.
///
/// `@unchecked Sendable`: `value` is touched only under `mutex`.
package final class Monitor<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        // The monotonic clock: setting the wall clock must not end or stretch a wait.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        #if canImport(Glibc)
            pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Whom a change concerns.
    package enum Audience: Sendable {
        /// Each who waits looks again.
        case all
        /// There is something for one of them: the others sleep on.
        case one
        /// Nothing that anyone waits for.
        case nobody
    }

    /// Changes the value, or reads it, and wakes those whom it concerns.
    package func change<Result>(
        waking audience: Audience = .all, _ body: (inout Value) -> Result
    ) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            switch audience {
            case .all: pthread_cond_broadcast(condition)
            case .one: pthread_cond_signal(condition)
            case .nobody: break
            }
            pthread_mutex_unlock(mutex)
        }
        return body(&value)
    }

    /// Blocks until `body` gives a result.
    package func wait<Result>(_ body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Blocks until `body` gives a result, at most for `limit`; then nil.
    package func wait<Result>(
        atMost limit: Milliseconds, _ body: (inout Value) -> Result?
    ) -> Result? {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        // Beyond a day is for ever; the sum must not overflow.
        let count = max(0, min(limit.count, 86_400_000))
        deadline.tv_sec += Int(count / 1000)
        deadline.tv_nsec += Int(count % 1000) * 1_000_000
        if deadline.tv_nsec >= 1_000_000_000 {
            deadline.tv_sec += 1
            deadline.tv_nsec -= 1_000_000_000
        }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT {
                return body(&value)
            }
        }
    }
}
