/*
 * libbpf.so is to load on hosts older than the one that builds it. These functions stand in for the few that would bind to a young
 * symbol version of glibc; hidden, and dropped by the linker where nothing calls them.
 *
 * fstat became a symbol of its own in 2.33. On 64-bit machines the kernel's struct stat is glibc's.
 * From 2.38 on <stdlib.h> sends strtol and its family to __isoc23_ names; the old ones differ only in not reading "0b1".
 */
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __SIZEOF_LONG__ != 8
#error "the kernel's struct stat is glibc's on 64-bit machines only"
#endif

#define HIDDEN __attribute__((visibility("hidden")))

struct stat;

HIDDEN int fstat(int fd, struct stat *buffer)
{
	return (int)syscall(SYS_fstat, fd, buffer);
}

HIDDEN int fstat64(int fd, struct stat *buffer)
{
	return (int)syscall(SYS_fstat, fd, buffer);
}

#define OLD_STRTO(type, name)                                                   \
	extern type old_##name(const char *, char **, int) __asm__(#name);      \
	HIDDEN type __isoc23_##name(const char *text, char **end, int base)     \
	{                                                                       \
		return old_##name(text, end, base);                             \
	}

OLD_STRTO(long, strtol)
OLD_STRTO(unsigned long, strtoul)
OLD_STRTO(long long, strtoll)
OLD_STRTO(unsigned long long, strtoull)

extern int old_vsscanf(const char *, const char *, va_list) __asm__("vsscanf");

HIDDEN int __isoc23_sscanf(const char *text, const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = old_vsscanf(text, format, arguments);
	va_end(arguments);
	return count;
}

/* fscanf: libbpf reads /proc files with it. */
typedef struct _IO_FILE FILE;
extern int old_vfscanf(FILE *, const char *, va_list) __asm__("vfscanf");

HIDDEN int __isoc23_fscanf(FILE *stream, const char *format, ...)
{
	va_list arguments;
	int count;

	va_start(arguments, format);
	count = old_vfscanf(stream, format, arguments);
	va_end(arguments);
	return count;
}
