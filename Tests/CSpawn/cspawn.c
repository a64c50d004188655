#define _GNU_SOURCE
#include "cspawn.h"
#include <sys/resource.h>

int cspawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int cspawn_limit_file_size(pid_t process, long long bytes) {
    struct rlimit limit;
    if (prlimit(process, RLIMIT_FSIZE, NULL, &limit) != 0) return -1;
    limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t)bytes;
    return prlimit(process, RLIMIT_FSIZE, &limit, NULL);
}
