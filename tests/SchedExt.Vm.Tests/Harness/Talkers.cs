using System.Diagnostics;
using System.IO.Pipes;

namespace SchedExt.Vm.Tests.Harness;

/// <summary>Two threads that hand a byte back and forth through pipes, all the time. Disposing ends them.</summary>
internal sealed class Talkers : IDisposable
{
    private readonly AnonymousPipeServerStream _there = new(PipeDirection.Out), _back = new(PipeDirection.Out);
    private readonly Thread[] _threads;
    private volatile bool _stop;
    private long _longest;

    internal Talkers()
    {
        _threads = [new Thread(Ask), new Thread(Answer)];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>How long a byte was under way at worst, there and back.</summary>
    internal TimeSpan Longest => new(Interlocked.Read(ref _longest));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop = true;
        foreach (Thread thread in _threads) thread.Join();
        _there.Dispose();
        _back.Dispose();
    }

    private void Ask()
    {
        using var answers = new AnonymousPipeClientStream(PipeDirection.In, _back.ClientSafePipeHandle);
        for (int answer = 0; answer >= 0;)
        {
            long start = Stopwatch.GetTimestamp();
            _there.WriteByte(_stop ? (byte)0 : (byte)1);
            answer = answers.ReadByte();
            long took = Stopwatch.GetElapsedTime(start).Ticks;
            if (took > _longest) Interlocked.Exchange(ref _longest, took);
        }
    }

    private void Answer()
    {
        using var questions = new AnonymousPipeClientStream(PipeDirection.In, _there.ClientSafePipeHandle);
        while (questions.ReadByte() == 1) _back.WriteByte(1);
        _back.Dispose();
    }
}
