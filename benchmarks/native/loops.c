/* Loops in C that benchmarks compare with. Compiled with -O3; called through P/Invoke in the same run. */
#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOT_HEX 0xff

static uint8_t value_of[256];

__attribute__((constructor)) static void fill_table(void)
{
	for (int c = 0; c < 256; c++)
		value_of[c] = NOT_HEX;
	for (int i = 0; i < 10; i++)
		value_of['0' + i] = i;
	for (int i = 0; i < 6; i++)
		value_of['a' + i] = value_of['A' + i] = 10 + i;
}

/*
 * Converts a CPU mask such as "3,ffffffff" into zeroed words, by table, from the end. Nothing is allocated.
 * Returns how many words were touched, or -1 for a text that is no mask.
 */
long mask_parse(const char *text, size_t length, uint64_t *words)
{
	uint64_t word = 0;
	size_t bit = 0;

	for (size_t i = length; i-- > 0;) {
		uint8_t value = value_of[(uint8_t)text[i]];

		if (value != NOT_HEX) {
			word |= (uint64_t)value << (bit % 64);
			bit += 4;
			if (bit % 64 == 0) {
				words[bit / 64 - 1] = word;
				word = 0;
			}
		} else if (text[i] != ',') {
			return -1;
		}
	}
	if (bit % 64)
		words[bit / 64] = word;
	return (bit + 63) / 64;
}

/*
 * Plans interrupt masks by the rules: strip protected CPUs, else spill to the free ones. Homes and targets are count rows of words
 * each. Returns how many were moved. Nothing is allocated.
 */
long irq_plan(const uint64_t *homes, uint64_t *targets, size_t count, size_t words, const uint64_t *protect, const uint64_t *online)
{
	long moved = 0;

	for (size_t irq = 0; irq < count; irq++) {
		const uint64_t *home = homes + irq * words;
		uint64_t *to = targets + irq * words;
		uint64_t touched = 0, left = 0;

		for (size_t i = 0; i < words; i++) {
			touched |= home[i] & protect[i];
			to[i] = home[i] & ~protect[i];
			left |= to[i] & online[i];
		}
		if (!touched) {
			for (size_t i = 0; i < words; i++)
				to[i] = home[i];
			continue;
		}
		if (!left)
			for (size_t i = 0; i < words; i++)
				to[i] = online[i] & ~protect[i];
		moved++;
	}
	return moved;
}

/* Lists a folder. Returns the sum of the numbers among its names, or -1. */
static long numbers_list(const char *folder)
{
	DIR *names = opendir(folder);
	struct dirent *name;
	long sum = 0;

	if (!names)
		return -1;
	while ((name = readdir(names)))
		sum += strtol(name->d_name, NULL, 10);
	closedir(names);
	return sum;
}

/*
 * Reads files whole, one after the other: open, read until the end, close; of the first of each so many, lstat tells the mode too
 * (0: of none). Paths are count texts, each with its NUL. Returns how many bytes were read, or -1.
 */
long files_read(const char *paths, size_t count, size_t each, char *buffer, size_t size)
{
	long total = 0;

	for (size_t i = 0; i < count; i++, paths += strlen(paths) + 1) {
		int fd = open(paths, O_RDONLY | O_CLOEXEC);
		struct stat mode;
		ssize_t got;

		if (fd < 0)
			return -1;
		while ((got = read(fd, buffer, size)) > 0)
			total += got;
		close(fd);
		if (each && i % each == 0 && lstat(paths, &mode))
			return -1;
	}
	return total;
}

/* The same, and the names in a folder before: what a snapshot asks of the kernel. */
long snapshot_read(const char *folder, const char *paths, size_t count, size_t each, char *buffer, size_t size)
{
	return numbers_list(folder) < 0 ? -1 : files_read(paths, count, each, buffer, size);
}

/*
 * A look for changes: a folder's names, and files of one line, each by one open, one read and one close. Each text is compared with the one of
 * the last look, of which seen holds so many bytes for each file, and replaces it where it differs. Returns how many differed, or -1.
 */
long changes_read(const char *folder, const char *paths, size_t count, char *seen, size_t most)
{
	long differed = 0;
	char text[4096];

	if (numbers_list(folder) < 0 || most > sizeof(text))
		return -1;
	for (size_t i = 0; i < count; i++, paths += strlen(paths) + 1, seen += most) {
		int fd = open(paths, O_RDONLY | O_CLOEXEC);
		ssize_t got = fd < 0 ? -1 : read(fd, text, most - 1);

		if (got < 0)
			return -1;
		close(fd);
		text[got] = '\0';
		if (memcmp(text, seen, got + 1)) {
			memcpy(seen, text, got + 1);
			differed++;
		}
	}
	return differed;
}
