using System.Diagnostics;
using Dataface.Flags.State;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Activities for what takes time. An evaluation is none: it takes nanoseconds, and its log event carries the trace that it is part of.
/// </summary>
internal static class FlagActivities
{
    private static readonly ActivitySource Source =
        new(TelemetryNames.ActivitySource, typeof(FlagActivities).Assembly.GetName().Version?.ToString(3));

    /// <summary>Starts an activity; null when nobody listens.</summary>
    public static Activity? Start(string name, string flag, string environment)
    {
        var activity = Source.StartActivity(name);
        activity?.SetTag(TelemetryNames.FlagKey, flag);
        activity?.SetTag(TelemetryNames.SetId, environment);
        return activity;
    }

    public static void Finish(this Activity? activity, StateReach reach, string? problem)
    {
        activity?.SetTag(TelemetryNames.Reach, reach.ToString().ToLowerInvariant());
        if (problem is not null) activity?.SetStatus(ActivityStatusCode.Error, problem);
    }
}
