#ifndef CSPAWN_H
#define CSPAWN_H

#include <spawn.h>
#include <sys/types.h>

/* What Swift does not see of the C library, since it is behind _GNU_SOURCE. */

/* The child gets none of the files from `first` on. 0 or an errno. */
int cspawn_close_from(posix_spawn_file_actions_t *actions, int first);

/* From now on no write of the process makes a file longer than this; -1: as long as it may.
   0, or -1 with errno. */
int cspawn_limit_file_size(pid_t process, long long bytes);

#endif
