namespace SchedExt.Irq;

/// <summary>Tells whether a directory lies on the layer of a container, which is gone when the container is.</summary>
internal static class ContainerLayer
{
    /// <summary>Whether the mount that holds a directory is the root mount and an overlay (<c>proc/self/mountinfo</c>, fs/proc_namespace.c).</summary>
    public static bool Holds(KernelRoot root, string directory)
        => root.TryReadText("proc/self/mountinfo", out string? text) && IsOverlayRoot(text, directory);

    /// <summary>
    /// <code>
    /// 36 35 98:0 / /run rw,noatime master:1 - tmpfs tmpfs rw      fields 5 (mount point) and the one behind " - " (type) count
    /// </code>
    /// </summary>
    public static bool IsOverlayRoot(string mounts, string directory)
    {
        (string Point, string Type) holder = ("", "");
        foreach (string line in mounts.Split('\n'))
        {
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (fields.Length < 5 || dash < 0 || dash + 1 >= fields.Length)
            {
                continue;
            }

            // A later mount hides an earlier one on the same point.
            string point = fields[4];
            bool holds = point == "/" || directory == point || directory.StartsWith(point + "/", StringComparison.Ordinal);
            if (holds && point.Length >= holder.Point.Length)
            {
                holder = (point, fields[dash + 1]);
            }
        }

        return holder is { Point: "/", Type: "overlay" };
    }
}
