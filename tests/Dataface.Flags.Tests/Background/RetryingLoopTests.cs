using System.Threading.Channels;
using Dataface.Flags.Background;

namespace Dataface.Flags.Tests.Background;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RetryingLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly Channel<(Exception Error, TimeSpan Delay)> _failures = Channel.CreateUnbounded<(Exception, TimeSpan)>();

    private RetryingLoop Loop(Func<CancellationToken, Task> attempt) =>
        new(attempt, (error, delay) => _failures.Writer.TryWrite((error, delay)), _time);

    /// <summary>A loop whose runs end when their results are set.</summary>
    private RetryingLoop Held(Channel<TaskCompletionSource> runs) => Loop(async _ =>
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        runs.Writer.TryWrite(end);
        await end.Task;
    });

    private Task<(Exception Error, TimeSpan Delay)> FailureAsync() => _failures.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    [Test]
    public async Task Signal_ManyDuringOneRun_LeadToExactlyOneMore()
    {
        var runs = Channel.CreateUnbounded<TaskCompletionSource>();
        await using var loop = Held(runs);
        loop.Signal();
        var first = await runs.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        for (var i = 0; i < 100; i++) loop.Signal();
        Assert.That(runs.Reader.Count, Is.Zero, "never two at once");
        first.SetResult();
        var second = await runs.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        second.SetResult();

        // One more proves that none was left between: runs come one after another.
        await Eventually.HoldsAsync(() => { loop.Signal(); return runs.Reader.Count > 0; }, "a signal after the run starts another");
        (await runs.Reader.ReadAsync()).SetResult();
        while (runs.Reader.TryRead(out var more)) more.SetResult();
    }

    /// <summary>
    /// The run may have failed before whoever signalled it goes on. That is a matter of threads, and <c>tests/run.sh</c> lets those that
    /// wait sleep, so that it comes to pass.
    /// </summary>
    [Test]
    public async Task Signal_FailsAtOnce_IsTriedAgain()
    {
        for (var round = 0; round < 5_000; round++)
        {
            var isDown = true;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var loop = Loop(_ =>
            {
                if (isDown) throw new IOException("down");
                done.SetResult();
                return Task.CompletedTask;
            });
            loop.Signal();
            await FailureAsync();
            isDown = false;
            await _time.AdvanceUntilAsync(() => done.Task.IsCompleted, TimeSpan.FromSeconds(1));
        }
    }

    [Test]
    public async Task Run_DuringARunThatBeganBefore_WaitsForTheNextToSucceed()
    {
        var runs = Channel.CreateUnbounded<TaskCompletionSource>();
        await using var loop = Held(runs);
        loop.Signal();
        var before = await runs.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var asked = loop.RunAsync(CancellationToken.None);
        before.SetResult();
        var failing = await runs.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(asked.IsCompleted, Is.False, "the one before does not count");
        failing.SetException(new IOException("down"));
        await FailureAsync();
        loop.Signal();
        var after = await runs.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.That(asked.IsCompleted, Is.False, "nor does one that failed");
        after.SetResult();
        await asked.WaitAsync(Patience);
    }

    [Test]
    public async Task Run_WhenTheLoopStops_IsCancelled()
    {
        var loop = Loop(_ => throw new IOException("down"));
        var asked = loop.RunAsync(CancellationToken.None);
        await FailureAsync();
        await loop.DisposeAsync();
        Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Attempt_FailsForDays_IsMadeAgainAtBoundedAndNeverVanishingIntervals()
    {
        const int Attempts = 2_500;
        var attempts = 0;
        await using var loop = Loop(_ => ++attempts > Attempts ? Task.CompletedTask : throw new IOException("down"));
        loop.Signal();
        for (var i = 0; i < Attempts; i++)
        {
            var (_, delay) = await FailureAsync();
            Assert.That(delay, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(RetryingLoop.LongestDelay), $"after failure {i}");
            if (i > 20) Assert.That(delay, Is.GreaterThan(TimeSpan.FromSeconds(1)), $"after failure {i}");
            await _time.AdvanceUntilAsync(() => Volatile.Read(ref attempts) > i + 1, RetryingLoop.LongestDelay);
        }
    }

    [Test]
    public async Task Signal_DuringTheWaitAfterAFailure_EndsTheWaitAndReturnsAtOnce()
    {
        var threads = Channel.CreateUnbounded<int>();
        await using var loop = Loop(_ =>
        {
            threads.Writer.TryWrite(Environment.CurrentManagedThreadId);
            throw new IOException("down");
        });
        loop.Signal();
        await threads.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        for (var i = 0; i < 20; i++)
        {
            await FailureAsync();
            var signaller = new Thread(loop.Signal);
            signaller.Start();
            Assert.That(await threads.Reader.ReadAsync().AsTask().WaitAsync(Patience), Is.Not.EqualTo(signaller.ManagedThreadId));
        }
    }

    [Test]
    public async Task Signal_DuringAnAttemptThatThenFails_IsTriedAgainWithoutAWait()
    {
        var attempts = Channel.CreateUnbounded<TaskCompletionSource>();
        await using var loop = Loop(async _ =>
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            attempts.Writer.TryWrite(end);
            await end.Task;
        });
        loop.Signal();
        for (var i = 0; i < 20; i++)
        {
            var attempt = await attempts.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            loop.Signal();
            attempt.SetException(new IOException("down"));
            Assert.That((await FailureAsync()).Error, Is.InstanceOf<IOException>());
        }

        (await attempts.Reader.ReadAsync().AsTask().WaitAsync(Patience)).SetResult();
    }

    [Test]
    public async Task Attempt_Hangs_IsGivenUpAndMadeAgain()
    {
        var attempts = 0;
        var done = new TaskCompletionSource();
        await using var loop = Loop(async cancellationToken =>
        {
            if (++attempts == 1) await Task.Delay(Timeout.Infinite, cancellationToken);
            done.TrySetResult();
        });
        loop.Signal();
        await Eventually.HoldsAsync(() => Volatile.Read(ref attempts) == 1, "the first attempt runs");
        _time.Advance(RetryingLoop.AttemptTimeout);
        Assert.That((await FailureAsync()).Error, Is.InstanceOf<Polly.Timeout.TimeoutRejectedException>());
        await _time.AdvanceUntilAsync(() => done.Task.IsCompleted, TimeSpan.FromSeconds(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Attempt_HangsAndIgnoresCancellation_IsReportedAndNeverMadeTwiceAtOnce(bool blocksItsThread)
    {
        using var release = new ManualResetEventSlim();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (running, most, attempts) = (0, 0, 0);
        await using var loop = Loop(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Interlocked.Increment(ref attempts);
            if (blocksItsThread) release.Wait(Patience, CancellationToken.None);
            else await gone.Task;
            Interlocked.Decrement(ref running);
        });
        loop.Signal();
        await Eventually.HoldsAsync(() => Volatile.Read(ref attempts) == 1, "the first attempt runs");
        for (var i = 0; i < 3; i++)
        {
            var failed = FailureAsync();
            await _time.AdvanceUntilAsync(() => failed.IsCompleted, TimeSpan.FromSeconds(10));
            Assert.That((await failed).Error, Is.InstanceOf<Polly.Timeout.TimeoutRejectedException>());
        }

        Assert.That(attempts, Is.EqualTo(1));
        release.Set();
        gone.SetResult();
        await _time.AdvanceUntilAsync(() => Volatile.Read(ref attempts) == 2, TimeSpan.FromSeconds(1));
        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public async Task Dispose_AttemptHangsAndIgnoresCancellation_DoesNotWaitForIt()
    {
        var started = new TaskCompletionSource();
        var loop = Loop(_ =>
        {
            started.SetResult();
            return new TaskCompletionSource().Task;
        });
        loop.Signal();
        await started.Task.WaitAsync(Patience);
        await loop.DisposeAsync().AsTask().WaitAsync(Patience);
        await loop.DisposeAsync().AsTask().WaitAsync(Patience);
        loop.Signal();
    }

    [Test]
    public async Task Failed_ListenerThrows_RetriesContinue()
    {
        var attempts = 0;
        await using var loop = new RetryingLoop(
            _ => { Interlocked.Increment(ref attempts); throw new IOException("down"); },
            (_, _) => throw new InvalidOperationException("the logger is broken"), _time);
        loop.Signal();
        await _time.AdvanceUntilAsync(() => Volatile.Read(ref attempts) > 5, TimeSpan.FromSeconds(5));
    }
}
