namespace SchedExt.Irq;

/// <summary>How long to wait before a mask is written again that keeps being changed or refused.</summary>
internal sealed class BackOff(TimeProvider clock, TimeSpan first, TimeSpan longest)
{
    /// <summary>Whether it may be written now.</summary>
    public bool IsDue(MaskRecord record) => record.Repairs == 0 || clock.GetTimestamp() >= record.NextTry;

    /// <summary>Counts a repair or a refusal. A long quiet time makes the waits short again.</summary>
    public void Count(MaskRecord record)
    {
        long now = clock.GetTimestamp();
        if (record.Repairs > 0 && clock.GetElapsedTime(record.NextTry, now) > 10 * longest)
        {
            record.Repairs = 0;
        }

        double factor = Math.Pow(2, Math.Min(record.Repairs++, 30));
        TimeSpan wait = factor * first < longest ? factor * first : longest;
        record.NextTry = now + (long)(wait.TotalSeconds * clock.TimestampFrequency);
    }
}
