namespace SchedExt;

/// <summary>A process, and the GPUs that it has open.</summary>
/// <param name="Pid">The process id, in the pid namespace of the <c>proc</c> that was read.</param>
/// <param name="StartTime">When it started, in clock ticks since boot: tells it from a later process with its id.</param>
/// <param name="ParentPid">Its parent when it was first seen: later the kernel names whoever took it over; 0 when it has none.</param>
/// <param name="Gpus">The GPUs of its open files, each once, in ordinal order of their addresses.</param>
/// <remarks>Equality: by content, the list by reference. Order: none. Thread safety: immutable.</remarks>
public sealed record GpuProcess(int Pid, long StartTime, int ParentPid, IReadOnlyList<GpuDevice> Gpus);
