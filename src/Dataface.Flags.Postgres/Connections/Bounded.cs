using Npgsql;

namespace Dataface.Flags.Postgres.Connections;

/// <summary>
/// Waits so long and no longer. What is given up ends by itself, and nobody waits for it: to ask it to end would wait for the same silent
/// peer.
/// </summary>
internal static class Bounded
{
    /// <summary>
    /// How long whoever follows changes waits for an answer: a little longer than the connection does, which has the better words.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a change may take, with the wait for its turn.</summary>
    public static readonly TimeSpan ChangePatience = TimeSpan.FromSeconds(8);

    /// <exception cref="NpgsqlException">It has not ended in time.</exception>
    public static async Task<T> WaitAsync<T>(Task<T> work, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException error) when (error != work.Exception?.InnerException)
        {
            throw new NpgsqlException($"PostgreSQL has not answered within {patience.TotalSeconds} s.", error);
        }
    }

    /// <summary>A connection that opens in time; one that opens too late is closed.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(Task<NpgsqlConnection> opening, CancellationToken cancellationToken)
    {
        try
        {
            return await WaitAsync(opening, Patience, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _ = opening.ContinueWith(
                late => late.IsCompletedSuccessfully ? late.Result.DisposeAsync().AsTask() : Task.CompletedTask,
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }
}
