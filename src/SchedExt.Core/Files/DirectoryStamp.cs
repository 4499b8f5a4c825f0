namespace SchedExt;

/// <summary>Tells cheaply that a directory is another one than before, or that the number of its names changed.</summary>
/// <remarks>Of <c>proc/PID/fd</c> the size is the number of open files (Linux 6.2 and newer), and the inode goes with the process. An
/// ordinary directory has a new modification time when a name comes or goes.</remarks>
internal readonly record struct DirectoryStamp(ulong Inode, ulong Size, long Seconds, uint Nanoseconds);
