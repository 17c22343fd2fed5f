using System.Globalization;
using Dataface.Flags.State;

namespace Dataface.Flags.Postgres.Listening;

/// <summary>What the database says of a change of state: <c>state</c>, or <c>state 42 production</c>.</summary>
internal static class StatePayload
{
    /// <summary>What it says; false when it is about something else.</summary>
    public static bool TryRead(string payload, out StateNews news)
    {
        news = StateNews.Unknown;
        if (payload.Split(' ') is not [Topic.State, .. var rest]) return false;
        if (rest is [var position, var environment]
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            news = new() { Sequence = sequence, Environment = environment };
        }

        return true;
    }
}
