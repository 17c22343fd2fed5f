using Dataface.Flags.State;

namespace Dataface.Flags.CrashHost;

/// <summary>What the host writes.</summary>
internal static class Changes
{
    public static StateChange Kill(string flag, string reason) => Of(StateAction.Kill, "production", flag, reason);

    public static StateChange Publish() => Of(StateAction.Publish, "*", "*", "test");

    private static StateChange Of(StateAction action, string environment, string flag, string reason) => new()
    {
        Action = action,
        Environment = environment,
        Flag = flag,
        By = "crash host",
        From = "test",
        Reason = reason,
        At = DateTimeOffset.UtcNow,
    };
}
