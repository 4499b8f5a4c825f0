namespace SchedExt.Bpf.Btf;

/// <summary>A member of a struct: offset and size in bytes, and whether it is a pointer.</summary>
internal readonly record struct BtfMember(string Name, int Offset, int Size, bool IsPointer);
