/* Loops in C that benchmarks compare with. Compiled with -O3; called through P/Invoke in the same run. */
#include <stddef.h>
#include <stdint.h>

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
