namespace Dataface.Flags.Cli.Options;

/// <summary>A clock that stands.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    /// <summary>At noon of a day.</summary>
    public static FixedTime On(DateOnly day) => new(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => now;
}
