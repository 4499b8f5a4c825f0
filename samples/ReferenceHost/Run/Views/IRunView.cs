namespace SchedExt.ReferenceHost;

/// <summary>Shows what happens in a run. Called by one thread at a time.</summary>
internal interface IRunView
{
    void Show(RunEvent happened);
}
