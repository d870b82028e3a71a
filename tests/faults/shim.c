/* A bad disk and a bad clock, put under a program with LD_PRELOAD.
 *
 * Only files under one folder are touched. Of each write it is remembered which bytes were not yet
 * synced; a sync copies them into a second folder, which so holds at every moment what a power cut
 * would leave. What may go wrong besides is read from a control file that the harness writes while
 * the program runs: chances of errors, a size at which the disk is full, a slow or a lying sync,
 * a disk gone read-only, a clock that is ahead.
 *
 *   SHIM_CONTROL  the control file (struct control, little endian)
 *   SHIM_FOLDER   the folder watched
 *   SHIM_SHADOW   where the synced bytes go; unset: not kept
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
    volatile uint64_t seed;        /* of the chances; moved on by each */
    volatile uint64_t write_fails; /* of a million */
    volatile uint64_t sync_fails;
    volatile uint64_t read_fails;
    volatile uint64_t error;       /* the errno of those */
    volatile uint64_t sync_takes;  /* microseconds */
    volatile uint64_t room;        /* bytes in all the files; 0: no end */
    volatile uint64_t read_only;
    volatile int64_t clock;        /* seconds ahead */
    volatile uint64_t sync_lies;   /* says it synced and did not */
    volatile uint64_t struck;      /* faults injected, counted here */
    volatile uint64_t synced;      /* syncs done */
};

enum { FDS = 4096, RANGES = 8192 };

struct range {
    int64_t from, to;
};

struct file {
    int watched;
    char path[PATH_MAX];   /* of the file itself */
    char shadow[PATH_MAX]; /* of its synced bytes */
    struct range dirty[RANGES];
    int ranges;
    int whole; /* too many ranges: all of it is dirty */
};

static struct file *files[FDS];
static struct control *control;
static char folder[PATH_MAX], shadow[PATH_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_clock_gettime)(clockid_t, struct timespec *);

static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_read = dlsym(RTLD_NEXT, "read");
    real_pread = dlsym(RTLD_NEXT, "pread64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    const char *path = getenv("SHIM_CONTROL"), *watched = getenv("SHIM_FOLDER"), *kept = getenv("SHIM_SHADOW");
    if (!path || !watched) return;
    int fd = real_open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *at = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    real_close(fd);
    if (at == MAP_FAILED) return;
    snprintf(folder, sizeof folder, "%s/", watched);
    if (kept) snprintf(shadow, sizeof shadow, "%s/", kept);
    control = at;
}

static int strikes(uint64_t chance) {
    if (!chance) return 0;
    uint64_t s = control->seed ? control->seed : 1;
    s ^= s << 13, s ^= s >> 7, s ^= s << 17;
    control->seed = s;
    if (s % 1000000 >= chance) return 0;
    control->struck++;
    return 1;
}

static int is_watched(const char *path) {
    size_t n = strlen(folder), length = strlen(path);
    if (!control || strncmp(path, folder, n) != 0) return 0;
    /* The index of the write-ahead log is memory, not disk. */
    return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

static struct file *of(int fd) {
    return control && fd >= 0 && fd < FDS && files[fd] && files[fd]->watched ? files[fd] : NULL;
}

static void shadow_of(const char *path, char *out) {
    out[0] = 0;
    if (shadow[0]) snprintf(out, PATH_MAX, "%.*s%s", PATH_MAX / 2, shadow, path + strlen(folder));
}

static void watch(int fd, const char *path) {
    if (fd < 0 || fd >= FDS || !is_watched(path)) return;
    pthread_mutex_lock(&lock);
    if (!files[fd]) {
        void *room = mmap(NULL, sizeof(struct file), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (room != MAP_FAILED) files[fd] = room;
    }
    struct file *file = files[fd];
    if (file) {
        file->watched = 1, file->ranges = 0, file->whole = 0;
        snprintf(file->path, PATH_MAX, "%s", path);
        shadow_of(path, file->shadow);
    }
    pthread_mutex_unlock(&lock);
}

/* Bytes written through one descriptor are synced through any of the same file. */
static void dirty(struct file *file, int64_t from, int64_t to) {
    if (file->ranges && file->dirty[file->ranges - 1].to == from) {
        file->dirty[file->ranges - 1].to = to;
    } else if (file->ranges < RANGES) {
        file->dirty[file->ranges++] = (struct range){from, to};
    } else {
        file->whole = 1;
    }
}

static void copy(int from, int to, int64_t at, int64_t end) {
    static char buffer[65536];
    while (at < end) {
        size_t n = end - at > (int64_t)sizeof buffer ? sizeof buffer : (size_t)(end - at);
        ssize_t got = real_pread(from, buffer, n, at);
        if (got <= 0) return;
        if (real_pwrite(to, buffer, (size_t)got, at) != got) return;
        at += got;
    }
}

static void keep(struct file *file) {
    if (!file->shadow[0]) return;
    int from = real_open(file->path, O_RDONLY | O_CLOEXEC);
    if (from < 0) return;
    int to = real_open(file->shadow, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat size;
    if (to >= 0 && fstat(from, &size) == 0) {
        for (int fd = 0; fd < FDS; fd++) {
            struct file *same = files[fd];
            if (!same || !same->watched || strcmp(same->path, file->path) != 0) continue;
            if (same->whole) copy(from, to, 0, size.st_size);
            for (int n = 0; n < same->ranges; n++) copy(from, to, same->dirty[n].from, same->dirty[n].to);
            same->ranges = 0, same->whole = 0;
        }
        if (real_ftruncate(to, size.st_size) != 0) control->struck++;
    }
    if (to >= 0) real_close(to);
    real_close(from);
}

static int64_t taken(void) {
    int64_t sum = 0;
    for (int fd = 0; fd < FDS; fd++) {
        struct stat size;
        if (!files[fd] || !files[fd]->watched) continue;
        int first = 1;
        for (int other = 0; other < fd; other++)
            if (files[other] && files[other]->watched && strcmp(files[other]->path, files[fd]->path) == 0) first = 0;
        if (first && fstat(fd, &size) == 0) sum += size.st_size;
    }
    return sum;
}

static int refused(int fd, int64_t end) {
    struct stat size;
    if (control->read_only) return EROFS;
    if (strikes(control->write_fails)) return (int)control->error;
    if (control->room && fstat(fd, &size) == 0 && end > size.st_size
        && taken() + end - size.st_size > (int64_t)control->room) {
        control->struck++;
        return ENOSPC;
    }
    return 0;
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && path) watch(fd, path);
    return fd;
}

static int may_open(const char *path, int flags) {
    if (is_watched(path) && control->read_only && (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))) {
        errno = EROFS;
        return 0;
    }
    return 1;
}

#define OPEN(name)                                                                        \
    int name(const char *path, int flags, ...) {                                          \
        va_list rest;                                                                     \
        va_start(rest, flags);                                                            \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0;      \
        va_end(rest);                                                                     \
        pthread_once(&once, begin);                                                       \
        if (!may_open(path, flags)) return -1;                                            \
        return opened(real_open(path, flags, mode), path);                                \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                      \
    int name(int at, const char *path, int flags, ...) {                                  \
        va_list rest;                                                                     \
        va_start(rest, flags);                                                            \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(rest, int) : 0;      \
        va_end(rest);                                                                     \
        pthread_once(&once, begin);                                                       \
        if (!may_open(path, flags)) return -1;                                            \
        return opened(real_openat(at, path, flags, mode), path);                          \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    pthread_once(&once, begin);
    if (of(fd)) {
        pthread_mutex_lock(&lock);
        struct file *file = of(fd);
        if (file) {
            /* What was not synced is left to the next descriptor of the same file. */
            for (int other = 0; other < FDS && (file->ranges || file->whole); other++) {
                struct file *same = files[other];
                if (other == fd || !same || !same->watched || strcmp(same->path, file->path) != 0) continue;
                for (int n = 0; n < file->ranges; n++) dirty(same, file->dirty[n].from, file->dirty[n].to);
                same->whole |= file->whole;
                break;
            }
            file->watched = 0;
        }
        pthread_mutex_unlock(&lock);
    }
    return real_close(fd);
}

static ssize_t written(int fd, const void *bytes, size_t count, off_t at, int moves) {
    pthread_mutex_lock(&lock);
    struct file *file = of(fd);
    ssize_t done;
    int error = file ? refused(fd, at + (int64_t)count) : 0;
    if (error) {
        errno = error;
        done = -1;
    } else {
        done = moves ? real_write(fd, bytes, count) : real_pwrite(fd, bytes, count, at);
        if (file && done > 0) dirty(file, at, at + done);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    pthread_once(&once, begin);
    if (!of(fd)) return real_write(fd, bytes, count);
    return written(fd, bytes, count, lseek(fd, 0, SEEK_CUR), 1);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    pthread_once(&once, begin);
    return of(fd) ? written(fd, bytes, count, at, 0) : real_pwrite(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
    return pwrite(fd, bytes, count, at);
}

static int unreadable(int fd) {
    if (!of(fd)) return 0;
    pthread_mutex_lock(&lock);
    int struck = strikes(control->read_fails);
    pthread_mutex_unlock(&lock);
    if (struck) errno = (int)control->error;
    return struck;
}

ssize_t read(int fd, void *bytes, size_t count) {
    pthread_once(&once, begin);
    return unreadable(fd) ? -1 : real_read(fd, bytes, count);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t at) {
    pthread_once(&once, begin);
    return unreadable(fd) ? -1 : real_pread(fd, bytes, count, at);
}

ssize_t pread64(int fd, void *bytes, size_t count, off_t at) {
    return pread(fd, bytes, count, at);
}

int ftruncate(int fd, off_t size) {
    pthread_once(&once, begin);
    if (of(fd) && control->read_only) {
        errno = EROFS;
        return -1;
    }
    return real_ftruncate(fd, size);
}

int ftruncate64(int fd, off_t size) {
    return ftruncate(fd, size);
}

static int synced(int fd, int (*real)(int)) {
    pthread_once(&once, begin);
    if (!of(fd)) return real(fd);
    if (control->sync_takes) usleep((useconds_t)control->sync_takes);
    pthread_mutex_lock(&lock);
    int failed = strikes(control->sync_fails);
    struct file *file = of(fd);
    if (!failed && file && !control->sync_lies) keep(file);
    control->synced++;
    pthread_mutex_unlock(&lock);
    if (failed) {
        errno = (int)control->error;
        return -1;
    }
    /* The second folder is the disk; what the first one's does is of no interest here. */
    return shadow[0] ? 0 : real(fd);
}

int fsync(int fd) {
    pthread_once(&once, begin);
    return synced(fd, real_fsync);
}

int fdatasync(int fd) {
    pthread_once(&once, begin);
    return synced(fd, real_fdatasync);
}

int unlink(const char *path) {
    pthread_once(&once, begin);
    char beside[PATH_MAX];
    int done = real_unlink(path);
    if (done == 0 && is_watched(path)) {
        shadow_of(path, beside);
        if (beside[0]) real_unlink(beside);
    }
    return done;
}

/* A name is kept at once, and under it only what was synced: a file renamed before its sync is empty. */
int rename(const char *from, const char *to) {
    pthread_once(&once, begin);
    char old[PATH_MAX], new[PATH_MAX];
    int done = real_rename(from, to);
    if (done == 0 && is_watched(from) && is_watched(to)) {
        shadow_of(from, old);
        shadow_of(to, new);
        if (new[0] && real_rename(old, new) != 0) {
            int fd = real_open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
            if (fd >= 0) real_close(fd);
        }
    }
    return done;
}

int clock_gettime(clockid_t which, struct timespec *out) {
    pthread_once(&once, begin);
    int done = real_clock_gettime(which, out);
    if (done == 0 && which == CLOCK_REALTIME && control) out->tv_sec += control->clock;
    return done;
}
