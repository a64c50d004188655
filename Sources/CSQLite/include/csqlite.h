#ifndef CSQLITE_H
#define CSQLITE_H

struct sqlite3;

/// Settings of the whole library, whose function is variadic, so that Swift cannot call it. To be
/// called before the first connection is opened; later it changes nothing.
///
/// Memory statistics are switched off: nobody reads them, and they take a mutex for each
/// allocation. Source: sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus
void csqlite_configure(void);

/// From now on what the connection writes to its log goes to the system in few calls, not in two
/// for each page: until the log is synced, writes that follow one another are put together in
/// memory.
///
/// The connection must be in WAL mode, have read something, and have `synchronous` at `FULL` until
/// it is closed: others find a commit in the log because it ends with a sync. `SQLITE_OK`, or why
/// it writes as before.
int csqlite_join_log_writes(struct sqlite3 *connection);

#endif
