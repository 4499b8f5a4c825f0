namespace SchedExt.Irq.Tests.Protection;

/// <summary>A journal in memory. It survives its owner, as a file does.</summary>
internal sealed class MemoryStore : IJournalStore
{
    /// <summary>Thrown by the next writes; null lets them succeed.</summary>
    public IOException? Failure { get; set; }

    public byte[]? Text { get; set; }

    /// <summary>How many writes succeed before the failure.</summary>
    public int SavesBeforeFailure { get; set; }

    public int Saves { get; private set; }

    public string Path => "state/irq.journal";

    /// <summary>The journal as it is now.</summary>
    public JournalDocument? Document => Text is null ? null : JournalText.Decode(Text);

    /// <summary>The journal while there is anything to restore: that it remembers what may come back is not that.</summary>
    public JournalDocument? Unrestored => Document is { } document
        && (document.DefaultHome is not null || document.BanProcess is not null || document.Steering is { Count: > 0 } || document.Irqs.Any(irq => irq.Written is not null || irq.Intended is not null)) ? document : null;

    public byte[]? Load() => Text;

    public void Save(byte[] text)
    {
        if (Failure is not null && Saves >= SavesBeforeFailure)
        {
            throw Failure;
        }

        Saves++;
        Text = text;
    }

    public void Delete() => Text = null;

    public void Dispose()
    {
    }
}
