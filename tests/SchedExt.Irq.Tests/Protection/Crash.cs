namespace SchedExt.Irq.Tests.Protection;

/// <summary>The end of the process, at a point that a test chose.</summary>
internal sealed class Crash : Exception;
