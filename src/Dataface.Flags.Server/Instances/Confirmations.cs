namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Waits until a change is in force in every instance. The change has happened by then: ending a wait changes nothing. Thread-safe.
/// </summary>
internal sealed class Confirmations(KnownInstances instances, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Waits for those who are not silent now, and names the silent ones.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="lineage">The lineage of the position.</param>
    /// <param name="sequence">Where the change is recorded.</param>
    /// <param name="since">When the request came, as a timestamp.</param>
    /// <param name="wait">How long at most, from now.</param>
    /// <param name="cancellationToken">Ends it: nobody wants the answer any more.</param>
    /// <param name="age">How long ago it was recorded.</param>
    public async Task<Confirmation> WaitAsync(
        string environment, string lineage, long sequence, long since, TimeSpan wait, CancellationToken cancellationToken,
        TimeSpan age = default)
    {
        var known = instances.Of(environment);
        var pending = known.Begin(lineage, sequence, age);
        try
        {
            // A server that goes down answers with what it knows.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            var began = time.GetTimestamp();

            // A timer may fire a moment before its time.
            for (var left = wait; left > TimeSpan.Zero && !pending.All.IsCompleted && !end.IsCancellationRequested;
                left = wait - time.GetElapsedTime(began))
            {
                await pending.All.WaitAsync(left, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            known.End(pending);
        }

        var standing = known.End(pending);
        return Confirmation.Of(standing, time.GetElapsedTime(since), instance => time.GetElapsedTime(instance.HeardAt)) with
        {
            IsPartial = known.IsPartial,
        };
    }

    /// <summary>What to say when a count of instances is not all that there are.</summary>
    public static string WhyPartial(string environment) =>
        $"More instances have reported in '{environment}' than are kept, and those that were refused are not counted. "
        + $"At most {InstanceBounds.MostOfEnvironment} of an environment and {InstanceBounds.MostOfKey} of a key are.";
}
