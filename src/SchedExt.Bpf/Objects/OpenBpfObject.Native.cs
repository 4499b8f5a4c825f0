using System.Runtime.InteropServices;
using SchedExt.Bpf.Btf;
using SchedExt.Bpf.Handles;
using SchedExt.Bpf.Native;

namespace SchedExt.Bpf;

public sealed partial class OpenBpfObject
{
    private const int MapTypeStructOps = 26; // BPF_MAP_TYPE_STRUCT_OPS, include/uapi/linux/bpf.h

    private static byte[] ReadObject(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no object file '{path}'.", path);
        if (FileType.IsSpecial(path))
            throw new BpfException(BpfErrorKind.InvalidObject, "read", path, 0, $"read '{path}': it is a pipe or a device. Give an ordinary file: it is read anew at each start.");
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BpfException(BpfErrorKind.InvalidObject, "read", path, 0, $"read '{path}': {failure.Message}", failure);
        }
    }

    // SAFETY: libbpf copies the object, the options and the name during the call; the log buffer belongs to the new object, which
    // frees it after load.
    private static unsafe BpfObjectHandle OpenMemory(ReadOnlySpan<byte> elf, string name, VerifierLogBuffer log)
    {
        nint objectName = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            using LibbpfLog said = LibbpfLog.Collect();
            fixed (byte* bytes = elf)
            {
                var options = new BpfObjectOpenOpts
                {
                    Size = (nuint)sizeof(BpfObjectOpenOpts),
                    ObjectName = (byte*)objectName,
                    KernelLogBuffer = log.Start,
                    KernelLogSize = VerifierLogBuffer.Size,
                };
                nint handle = Libbpf.bpf_object__open_mem(bytes, (nuint)elf.Length, &options);
                if (handle != 0) return new BpfObjectHandle(handle);
                BpfException cause = NativeResult.Failure(Marshal.GetLastPInvokeError(), "open", name, said);
                throw new BpfException(BpfErrorKind.InvalidObject, "open", name, cause.Errno, cause.Message);
            }
        }
        finally
        {
            Marshal.FreeCoTaskMem(objectName);
        }
    }

    // SAFETY: the bytes are the object's, copied before anything else can touch it.
    private static unsafe BtfData ReadBtf(string name, BpfObjectHandle handle)
    {
        nint btf = Libbpf.bpf_object__btf(handle.DangerousGetHandle());
        if (btf == 0) throw Unusable(name, "it carries no BTF; compile it with -g");
        uint size;
        byte* data = Libbpf.btf__raw_data(btf, &size);
        return BtfData.Parse(new ReadOnlySpan<byte>(data, (int)size).ToArray());
    }

    // SAFETY: the table is libbpf's, valid while the object is open, which it outlives in no path: Ops is handed out by this object.
    private static unsafe SchedulerOps FindOps(
        string name, BpfObjectHandle handle, BtfData btf, IReadOnlyDictionary<string, IReadOnlyList<BtfVariable>> sections)
    {
        List<string> others = [];
        foreach (BtfVariable variable in sections.Where(entry => entry.Key.StartsWith(".struct_ops", StringComparison.Ordinal)).SelectMany(entry => entry.Value))
        {
            string type = btf.TypeName(variable.TypeId);
            nint map = Libbpf.bpf_object__find_map_by_name(handle.DangerousGetHandle(), variable.Name);
            if (!IsSchedulerType(type) || map == 0 || Libbpf.bpf_map__type(map) != MapTypeStructOps)
            {
                others.Add($"{variable.Name} ({type})");
                continue;
            }

            nuint size;
            byte* table = (byte*)Libbpf.bpf_map__initial_value(map, &size);
            return new SchedulerOps(variable.Name, table, (int)size, btf.Members(variable.TypeId));
        }

        throw Unusable(name, others.Count == 0
            ? "it holds no struct_ops map, so no sched_ext scheduler"
            : $"it holds no struct_ops map of type sched_ext_ops, only {string.Join(", ", others)}");
    }

    // libbpf ignores what follows three underscores; sched_ext_ops_cid came with 7.2 and is attached in the same way.
    private static bool IsSchedulerType(string type) => type.Split("___")[0] is "sched_ext_ops" or "sched_ext_ops_cid";

    private static BpfException Unusable(string name, string reason) =>
        new(BpfErrorKind.InvalidObject, "open", name, 0, $"open '{name}': {reason}.");

    private void LoadNative(nint alive)
    {
        using LibbpfLog said = LibbpfLog.Collect();
        int code = Libbpf.bpf_object__load(alive);
        if (code >= 0) return;

        string log = _log.Text();
        if (log.Length > 0) throw new BpfVerifierException(Name, RefusedProgram(said.Lines), log, -code);
        throw NativeResult.Failure(-code, "load", Name, said);
    }

    // "prog 'broken_enqueue': BPF program load failed: -EACCES"
    private static string RefusedProgram(IReadOnlyList<string> lines)
    {
        string? line = lines.FirstOrDefault(text => text.StartsWith("prog '", StringComparison.Ordinal));
        return line?.Split('\'') is [_, var program, ..] ? program : "";
    }
}
