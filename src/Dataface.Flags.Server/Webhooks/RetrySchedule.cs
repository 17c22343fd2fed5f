using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>When a message that was not taken is sent again.</summary>
internal static class RetrySchedule
{
    /// <summary>How long a message is tried for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    /// <summary>So that a receiver that is back gets everything soon.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromHours(1);

    /// <summary>The wait after an attempt: twice the one before, and a fifth more or less, so that not all come at once.</summary>
    /// <param name="attempt">The attempt that has failed, from 1.</param>
    /// <param name="age">How old the message is.</param>
    /// <param name="sequence">Spreads the waits.</param>
    /// <param name="wanted">
    /// When the receiver wants it again, which counts where it is later, up to <see cref="IWebhookStore.LongestWait"/>; null for not said.
    /// </param>
    /// <returns>Null when it is given up.</returns>
    public static TimeSpan? After(int attempt, TimeSpan age, long sequence, TimeSpan? wanted = null)
    {
        if (age >= Longest) return null;
        var doubled = attempt > 20 ? Slowest : First * Math.Pow(2, attempt - 1);
        var spread = 0.8 + (0.004 * (((sequence * 37) + (attempt * 61)) % 100));
        var wait = (doubled < Slowest ? doubled : Slowest) * spread;
        if (wanted > wait) wait = wanted.Value < IWebhookStore.LongestWait ? wanted.Value : IWebhookStore.LongestWait;

        // The last attempt is at the end of the time, not up to an hour before it.
        return age + wait < Longest ? wait : Longest - age;
    }
}
