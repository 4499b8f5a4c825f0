namespace SchedExt.Bpf.Btf;

/// <summary>A variable of a data section: where it lies there, in bytes, and the id of its type.</summary>
internal readonly record struct BtfVariable(string Name, int Offset, int Size, uint TypeId);
