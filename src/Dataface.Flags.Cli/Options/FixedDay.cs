using Dataface.Flags.Cli.Commands;

namespace Dataface.Flags.Cli.Options;

/// <summary>A clock that stands at one day.</summary>
internal sealed class FixedDay(DateOnly day) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
}
