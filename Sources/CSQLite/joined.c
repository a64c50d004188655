#include "csqlite.h"
#include <sqlite3.h>
#include <string.h>

// SQLite writes each page of its log with two calls, 24 bytes and the page. A group of writes has
// some dozens of pages, and the calls double the processor time that writing and syncing it takes.
//
// The log's file gets a table of methods of its own that begins like every other one, so that it
// can be found again through the file, and ends with what is not written yet.
// Source: sqlite.org/c3ref/io_methods.html

// 31 pages of 4 KiB with their heads. SQLite's own files take at most 131,071 bytes in one call and
// say that the disk is full when there are more. Source: os_unix.c, seekAndWriteFd
enum { capacity = 31 * (24 + 4096) };

struct joined {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *system;
    // What waits to be written: `count` bytes from this place of the file on.
    sqlite3_int64 start;
    int count;
    unsigned char bytes[capacity];
};

static struct joined *joined(sqlite3_file *file) { return (struct joined *)file->pMethods; }

// After a failure the bytes stay: the next one tries again.
static int write_out(sqlite3_file *file) {
    struct joined *log = joined(file);
    if (log->count == 0) return SQLITE_OK;
    int code = log->system->xWrite(file, log->bytes, log->count, log->start);
    if (code == SQLITE_OK) log->count = 0;
    return code;
}

static int write_joined(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    struct joined *log = joined(file);
    int follows = offset == log->start + log->count;
    if (log->count > 0 && (!follows || count > capacity - log->count)) {
        int code = write_out(file);
        if (code != SQLITE_OK) return code;
    }
    if (count > capacity) return log->system->xWrite(file, bytes, count, offset);
    if (log->count == 0) log->start = offset;
    memcpy(log->bytes + log->count, bytes, (size_t)count);
    log->count += count;
    return SQLITE_OK;
}

static int read_joined(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    struct joined *log = joined(file);
    if (offset < log->start + log->count && log->start < offset + count) {
        int code = write_out(file);
        if (code != SQLITE_OK) return code;
    }
    return log->system->xRead(file, bytes, count, offset);
}

static int sync_joined(sqlite3_file *file, int flags) {
    int code = write_out(file);
    return code == SQLITE_OK ? joined(file)->system->xSync(file, flags) : code;
}

static int truncate_joined(sqlite3_file *file, sqlite3_int64 size) {
    int code = write_out(file);
    return code == SQLITE_OK ? joined(file)->system->xTruncate(file, size) : code;
}

static int size_joined(sqlite3_file *file, sqlite3_int64 *size) {
    int code = write_out(file);
    return code == SQLITE_OK ? joined(file)->system->xFileSize(file, size) : code;
}

// What was not synced belongs to no commit.
static int close_joined(sqlite3_file *file) {
    struct joined *log = joined(file);
    file->pMethods = log->system;
    int code = file->pMethods->xClose(file);
    sqlite3_free(log);
    return code;
}

int csqlite_join_log_writes(sqlite3 *connection) {
    sqlite3_file *file = 0;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    if (code != SQLITE_OK) return code;
    if (!file || !file->pMethods) return SQLITE_CANTOPEN;
    if (file->pMethods->xWrite == write_joined) return SQLITE_OK;
    struct joined *log = sqlite3_malloc(sizeof *log);
    if (!log) return SQLITE_NOMEM;
    log->system = file->pMethods;
    log->start = 0;
    log->count = 0;
    log->methods = *file->pMethods;
    // Without mapping parts of it, which begins with version 3; no log is mapped.
    if (log->methods.iVersion > 2) log->methods.iVersion = 2;
    log->methods.xClose = close_joined;
    log->methods.xRead = read_joined;
    log->methods.xWrite = write_joined;
    log->methods.xTruncate = truncate_joined;
    log->methods.xSync = sync_joined;
    log->methods.xFileSize = size_joined;
    file->pMethods = &log->methods;
    return SQLITE_OK;
}
