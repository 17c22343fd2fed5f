using Dataface.Flags.State;

namespace Dataface.Flags.Postgres.Tests.Definitions;

/// <summary>Changes that publish.</summary>
internal static class Publication
{
    public static StateChange Change(StateAction action = StateAction.Publish, string? expected = null) => new()
    {
        Action = action,
        Environment = "*",
        Flag = "*",
        By = "ops",
        From = "test",
        Reason = "reviewed",
        At = new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero),
        ExpectedDocument = expected,
    };
}
