namespace SchedExt.Irq;

/// <summary>Where the journal is kept, and the lock that tells whether its owner lives. Disposing gives the lock back.</summary>
internal interface IJournalStore : IDisposable
{
    /// <summary>The journal's path, for messages.</summary>
    string Path { get; }

    /// <summary>Reads the journal; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    byte[]? Load();

    /// <summary>Replaces the journal, so that after a crash there is either the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    void Save(byte[] text);

    /// <summary>Removes the journal.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    void Delete();
}
