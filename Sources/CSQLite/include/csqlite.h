#ifndef CSQLITE_H
#define CSQLITE_H

/// Settings of the whole library, whose function is variadic, so that Swift cannot call it. To be
/// called before the first connection is opened; later it changes nothing.
///
/// Memory statistics are switched off: nobody reads them, and they take a mutex for each
/// allocation. Source: sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus
void csqlite_configure(void);

#endif
