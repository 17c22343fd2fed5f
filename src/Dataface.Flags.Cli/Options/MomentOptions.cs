using System.CommandLine;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Options;

/// <summary>When a command looks at flags: now, on a day, or at an instant, for what waits for a time window.</summary>
internal sealed class MomentOptions
{
    private readonly Option<DateOnly?> _today = SharedOptions.Today();

    private readonly Option<DateTimeOffset?> _at = TimeOption.Instant(
        "--at", "Use this instant instead of now, such as 2027-02-01T09:00:00Z, for flags with time windows.");

    public MomentOptions AddTo(Command command)
    {
        command.Add(_today);
        command.Add(_at);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_today) is not null && result.GetResult(_at) is not null) result.AddError("Give either --today or --at.");
        });
        return this;
    }

    /// <summary>A clock that stands at the moment; the tool's own when none was given.</summary>
    public TimeProvider Time(ParseResult parsed, CommandIo io)
    {
        if (parsed.GetValue(_at) is { } instant) return new FixedTime(instant);
        return parsed.GetValue(_today) is { } day ? FixedTime.On(day) : io.Time;
    }
}
