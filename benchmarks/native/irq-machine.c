// irq-machine: the files of a machine with many interrupts, as the kernel prints them.
//
//   irq-machine DIRECTORY INTERRUPTS CPUS
//
// Makes DIRECTORY/proc/interrupts, /proc/irq, /sys/kernel/irq and /sys/bus/pci/devices: network cards of 32 message-signalled
// interrupts each, on two nodes, all CPUs allowed. Meant to be mounted over the real ones, so that each program under test reads the
// same machine, by the same paths.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST = 100, PER_DEVICE = 32 };

static const char *base;

static void make_directory(const char *format, ...)
{
	char path[512], *slash;
	va_list arguments;
	int length = snprintf(path, sizeof(path), "%s/", base);

	va_start(arguments, format);
	vsnprintf(path + length, sizeof(path) - length, format, arguments);
	va_end(arguments);
	for (slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	if (mkdir(path, 0755) && errno != EEXIST) {
		perror(path);
		exit(1);
	}
}

static FILE *create(const char *directory, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", base, directory, name);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static void put(const char *directory, const char *name, const char *format, ...)
{
	FILE *file = create(directory, name);
	va_list arguments;

	va_start(arguments, format);
	vfprintf(file, format, arguments);
	va_end(arguments);
	fclose(file);
}

static void put_irq(int irq, int cpus, FILE *table)
{
	int device = (irq - FIRST) / PER_DEVICE, queue = (irq - FIRST) % PER_DEVICE, node = device % 2, cpu;
	char proc[64], sys[64], counts[4096] = "";

	snprintf(proc, sizeof(proc), "proc/irq/%d", irq);
	snprintf(sys, sizeof(sys), "sys/kernel/irq/%d", irq);
	make_directory("%s/eth%d-rx-%d", proc, device, queue);
	make_directory("%s", sys);
	put(proc, "smp_affinity", "%0*x\n", (cpus + 3) / 4, (1u << cpus) - 1);
	put(proc, "smp_affinity_list", "0-%d\n", cpus - 1);
	put(proc, "effective_affinity", "%0*x\n", (cpus + 3) / 4, 1u << irq % cpus);
	put(proc, "effective_affinity_list", "%d\n", irq % cpus);
	put(proc, "affinity_hint", "%0*x\n", (cpus + 3) / 4, 0);
	put(proc, "node", "%d\n", node);
	put(proc, "spurious", "count 0\nunhandled 0\nlast_unhandled 0 ms\n");
	fprintf(table, "%4d:", irq);
	for (cpu = 0; cpu < cpus; cpu++) {
		int count = cpu == irq % cpus ? 1000 + irq * 37 % 5000 : 0;

		fprintf(table, " %10d", count);
		snprintf(counts + strlen(counts), sizeof(counts) - strlen(counts), "%s%d", cpu ? "," : "", count);
	}
	fprintf(table, "  PCI-MSIX-0000:%02x:00.0 %4d-edge      eth%d-rx-%d\n", device + 1, queue, device, queue);
	put(sys, "actions", "eth%d-rx-%d\n", device, queue);
	put(sys, "chip_name", "PCI-MSIX-0000:%02x:00.0\n", device + 1);
	put(sys, "hwirq", "%d\n", queue);
	put(sys, "name", "edge\n");
	put(sys, "per_cpu_count", "%s\n", counts);
	put(sys, "type", "edge\n");
	put(sys, "wakeup", "disabled\n");
}

static void put_device(int device, int first, int count, int cpus)
{
	char directory[64], name[16];
	int irq;

	snprintf(directory, sizeof(directory), "sys/bus/pci/devices/0000:%02x:00.0", device + 1);
	make_directory("%s/msi_irqs", directory);
	for (irq = first; irq < first + count; irq++) {
		char path[96];

		snprintf(path, sizeof(path), "%s/msi_irqs", directory);
		snprintf(name, sizeof(name), "%d", irq);
		put(path, name, "msix\n");
	}
	put(directory, "class", "0x020000\n");
	put(directory, "vendor", "0x15b3\n");
	put(directory, "device", "0x1017\n");
	put(directory, "subsystem_vendor", "0x15b3\n");
	put(directory, "subsystem_device", "0x0020\n");
	put(directory, "revision", "0x00\n");
	put(directory, "irq", "%d\n", first);
	put(directory, "numa_node", "%d\n", device % 2);
	put(directory, "local_cpus", "%0*x\n", (cpus + 3) / 4, device % 2 ? (1u << cpus) - (1u << cpus / 2) : (1u << cpus / 2) - 1);
	put(directory, "local_cpulist", "%d-%d\n", device % 2 ? cpus / 2 : 0, device % 2 ? cpus - 1 : cpus / 2 - 1);
}

int main(int argc, char **argv)
{
	int interrupts, cpus, irq, cpu;
	FILE *table;

	if (argc != 4 || (interrupts = atoi(argv[2])) < 1 || (cpus = atoi(argv[3])) < 2 || cpus > 30) {
		fprintf(stderr, "usage: irq-machine DIRECTORY INTERRUPTS CPUS\n");
		return 2;
	}
	base = argv[1];
	make_directory("proc/irq");
	table = create("proc", "interrupts");
	fprintf(table, "     ");
	for (cpu = 0; cpu < cpus; cpu++)
		fprintf(table, "      CPU%-3d", cpu);
	fprintf(table, "\n");
	put("proc/irq", "default_smp_affinity", "%0*x\n", (cpus + 3) / 4, (1u << cpus) - 1);
	for (irq = FIRST; irq < FIRST + interrupts; irq++)
		put_irq(irq, cpus, table);
	fclose(table);
	for (irq = 0; irq < interrupts; irq += PER_DEVICE)
		put_device(irq / PER_DEVICE, FIRST + irq, interrupts - irq < PER_DEVICE ? interrupts - irq : PER_DEVICE, cpus);
	return 0;
}
