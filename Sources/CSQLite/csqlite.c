#include "csqlite.h"
#include <sqlite3.h>

void csqlite_configure(void) {
    // SQLITE_MISUSE when the library is in use already: then it goes on as it is.
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
