namespace SchedExt.Bpf.Native;

/// <summary>Raw libbpf: C names, one declaration each, no policy. Every call goes through <see cref="LibbpfLibrary"/> first.</summary>
internal static partial class Libbpf
{
    /// <summary>The name that <see cref="LibbpfLibrary"/> resolves; never handed to the dynamic loader as it is.</summary>
    internal const string Name = "libbpf";
}
