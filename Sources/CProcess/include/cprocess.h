// Shims over posix_spawn and prlimit for the Swift module Transformations.
//
// They exist because Swift does not see what the C library has behind _GNU_SOURCE, and because
// nothing of Swift's may run between a fork and an exec. No decisions: what a child may do is the
// caller's to say.

#ifndef CPROCESS_H
#define CPROCESS_H

#include <stdint.h>
#include <sys/types.h>

// What a child may use. https://man7.org/linux/man-pages/man2/getrlimit.2.html
struct cprocess_limits {
    int64_t cpu_seconds;
    int64_t memory_bytes;
    int64_t descriptors;
};

// This side's ends of a child's standard streams; none of them blocks, all are close-on-exec.
struct cprocess_child {
    pid_t process;
    // A socket, so that writing to a child that has ended raises no signal: cprocess_send.
    int input;
    int output;
    int errors;
};

// Starts the file `path` with these arguments (the first is its name, NULL ends them), an empty
// environment, the folder that the descriptor `folder` stands for, no other descriptor than the
// three standard ones, default signals, no files it could write and no core dump.
// 0, or an errno; then nothing was started.
int cprocess_start(
    const char *path, char *const arguments[], int folder, const struct cprocess_limits *limits,
    struct cprocess_child *child);

// As send(2), without SIGPIPE.
ssize_t cprocess_send(int socket, const void *bytes, size_t count);

#endif
