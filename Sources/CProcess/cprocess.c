#define _GNU_SOURCE
#include "cprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// Descriptors 0 to 2 are what the child's own are put on: a process that was started without them
// gets its first pipes there.
static int above_standard(int *descriptor) {
    if (*descriptor > 2) return 0;
    int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, 3);
    if (moved < 0) return errno;
    close(*descriptor);
    *descriptor = moved;
    return 0;
}

static int limit(pid_t process, int resource, int64_t soft, int64_t hard) {
    struct rlimit bound = {(rlim_t)soft, (rlim_t)hard};
    // One that has ended needs no bounds.
    return prlimit(process, resource, &bound, NULL) == 0 || errno == ESRCH ? 0 : errno;
}

static int bound(pid_t process, const struct cprocess_limits *limits) {
    int error = limit(process, RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1);
    if (error == 0) error = limit(process, RLIMIT_AS, limits->memory_bytes, limits->memory_bytes);
    if (error == 0) error = limit(process, RLIMIT_NOFILE, limits->descriptors, limits->descriptors);
    if (error == 0) error = limit(process, RLIMIT_FSIZE, 0, 0);
    if (error == 0) error = limit(process, RLIMIT_CORE, 0, 0);
    return error;
}

// A process whose parent ignored SIGCHLD ignores it as well, and then never hears how a child
// ended. A handler stays as it is. Several threads may do this at once: all do the same.
static void hear_of_children(void) {
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) != 0) return;
    int is_ignored = (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN;
    if (!is_ignored && (action.sa_flags & SA_NOCLDWAIT) == 0) return;
    if (is_ignored) action.sa_handler = SIG_DFL;
    action.sa_flags &= ~SA_NOCLDWAIT;
    sigaction(SIGCHLD, &action, NULL);
}

static int spawn(
    const char *path, char *const arguments[], int folder, const int ends[3], pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    char *const environment[] = {NULL};
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return error;
    error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigfillset(&all);
    sigemptyset(&none);
    for (int number = 0; number < 3 && error == 0; number++)
        error = posix_spawn_file_actions_adddup2(&actions, ends[number], number);
    if (error == 0) error = posix_spawn_file_actions_addfchdir_np(&actions, folder);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (error == 0) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (error == 0) error = posix_spawnattr_setsigmask(&attributes, &none);
    // A group of its own: what a terminal sends to ours is not for it.
    if (error == 0)
        error = posix_spawnattr_setflags(
            &attributes,
            POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    if (error == 0)
        error = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int cprocess_start(
    const char *path, char *const arguments[], int folder, const struct cprocess_limits *limits,
    struct cprocess_child *child) {
    // In pairs: the child's end, ours.
    int ends[6] = {-1, -1, -1, -1, -1, -1};
    int pipes[2];
    int error = 0;
    hear_of_children();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) error = errno;
    for (int pair = 1; pair < 3 && error == 0; pair++) {
        if (pipe2(pipes, O_CLOEXEC) != 0) {
            error = errno;
        } else {
            ends[2 * pair] = pipes[1];
            ends[2 * pair + 1] = pipes[0];
        }
    }
    for (int index = 0; index < 6 && error == 0; index++) error = above_standard(&ends[index]);
    for (int index = 1; index < 6 && error == 0; index += 2)
        if (fcntl(ends[index], F_SETFL, O_NONBLOCK) != 0) error = errno;
    pid_t process = 0;
    if (error == 0) {
        int standard[3] = {ends[0], ends[2], ends[4]};
        error = spawn(path, arguments, folder, standard, &process);
    }
    if (error == 0) {
        error = bound(process, limits);
        if (error != 0) {
            kill(process, SIGKILL);
            while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
        }
    }
    for (int index = 0; index < 6; index++)
        if (ends[index] >= 0 && (error != 0 || index % 2 == 0)) close(ends[index]);
    if (error != 0) return error;
    *child = (struct cprocess_child){process, ends[1], ends[3], ends[5]};
    return 0;
}

ssize_t cprocess_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_NOSIGNAL);
}
