// Preloaded into the daemon: as long as the FIFO $HANG_FIFO is there, open() of a file below the folder $HANG_FOLDER
// waits in the kernel until somebody opens the FIFO for writing, as open() does on a file system that hangs.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void WaitIfItHangs(const char* path) {
  const char* folder = getenv("HANG_FOLDER");
  const char* fifo = getenv("HANG_FIFO");
  if (folder == NULL || fifo == NULL || strncmp(path, folder, strlen(folder)) != 0) return;
  int (*real)(const char*, int, ...) = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, "open");
  const int fd = real(fifo, O_RDONLY | O_CLOEXEC);
  if (fd >= 0) close(fd);
}

#define HANGING(name)                                                                             \
  int name(const char* path, int flags, ...) {                                                    \
    va_list rest;                                                                                 \
    va_start(rest, flags);                                                                        \
    const int mode = (flags & O_CREAT) != 0 ? va_arg(rest, int) : 0;                              \
    va_end(rest);                                                                                 \
    WaitIfItHangs(path);                                                                          \
    int (*real)(const char*, int, ...) = (int (*)(const char*, int, ...))dlsym(RTLD_NEXT, #name); \
    return real(path, flags, mode);                                                               \
  }

HANGING(open)
HANGING(open64)
