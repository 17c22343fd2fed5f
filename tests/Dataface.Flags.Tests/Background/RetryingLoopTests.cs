using Dataface.Flags.Background;

namespace Dataface.Flags.Tests.Background;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RetryingLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _inAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _fail = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _succeeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _attempts;
    private int _failures;

    [Test]
    public async Task Signal_DuringAnAttemptThatFails_StartsTheNextOneAndTellsOfTheFailure()
    {
        await using var loop = new RetryingLoop(FailOnceAsync, (_, _) => _failures++, new ManualTimeProvider());
        loop.Signal();
        await _inAttempt.Task.WaitAsync(Patience);
        loop.Signal();
        _fail.SetResult();
        await _succeeded.Task.WaitAsync(Patience);
        Assert.That(_failures, Is.EqualTo(1));
    }

    [Test]
    public async Task Dispose_DuringAnAttemptThatFails_DoesNotThrow()
    {
        var loop = new RetryingLoop(
            async stop =>
            {
                _inAttempt.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(_ => throw new IOException("down"), TaskScheduler.Default);
            },
            (_, _) => _failures++,
            new ManualTimeProvider());
        loop.Signal();
        await _inAttempt.Task.WaitAsync(Patience);
        Assert.That(async () => await loop.DisposeAsync().AsTask().WaitAsync(Patience), Throws.Nothing);
        Assert.That(_failures, Is.Zero, "nobody wants to know any more");
    }

    private async Task FailOnceAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _attempts) > 1)
        {
            _succeeded.SetResult();
            return;
        }

        _inAttempt.SetResult();
        await _fail.Task;
        throw new IOException("down");
    }
}
