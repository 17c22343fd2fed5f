using System.Diagnostics;

namespace Dataface.Flags.Tests.Http;

/// <summary>
/// Evaluates all the time on a thread of its own. At the end it fails if one evaluation threw, or took as long as something on the network.
/// </summary>
internal sealed class SteadyEvaluations : IDisposable
{
    /// <summary>Shorter than the timeouts of the scenario; far longer than a pause of the scheduler.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private readonly FlagClient _client;
    private readonly Thread _thread;
    private volatile bool _isOver;
    private Exception? _error;
    private TimeSpan _longest;
    private long _count;

    public SteadyEvaluations(FlagClient client)
    {
        _client = client;
        _thread = new Thread(Run);
        _thread.Start();
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        Assert.That(_error, Is.Null);
        Assert.That(_count, Is.GreaterThan(100));
        Assert.That(_longest, Is.LessThan(Longest));
    }

    private void Run()
    {
        try
        {
            for (; !_isOver; _count++)
            {
                var began = Stopwatch.GetTimestamp();
                _client.Evaluate("f", EvaluationContext.ForUser("u"));
                var took = Stopwatch.GetElapsedTime(began);
                if (took > _longest) _longest = took;
                if (_count % 100 == 0) Thread.Yield();
            }
        }
        catch (Exception error)
        {
            _error = error;
        }
    }
}
