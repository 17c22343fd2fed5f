namespace Dataface.Flags.Experiments.Portfolio.Documents;

/// <summary>Something that must be there before bets can be tested. Immutable; thread-safe.</summary>
internal sealed record BetPrerequisite
{
    /// <summary>One that is not done takes another day at least, however late it is already.</summary>
    private const double LeastDays = 1;

    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Owner { get; init; }

    public required Theme Theme { get; init; }

    public PrerequisiteStatus Status { get; init; }

    /// <summary>From start to done when all goes well.</summary>
    public required TimeSpan ShortestLead { get; init; }

    /// <summary>From start to done when it does not.</summary>
    public required TimeSpan LongestLead { get; init; }

    /// <summary>The day on which the work began; null before.</summary>
    public DateOnly? Started { get; init; }

    /// <summary>Prerequisites that must be done before this one can start.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Whether it may turn out not to be needed. Such a one gates nothing and is shown apart.</summary>
    public bool IsSpeculative { get; init; }

    /// <summary>What is left of it on a day; 0 when it is done.</summary>
    public DayRange RemainingOn(DateOnly today)
    {
        if (Status == PrerequisiteStatus.Done) return default;
        var elapsed = Started is { } day ? Math.Max(0, today.DayNumber - day.DayNumber) : 0;
        return new(Left(ShortestLead), Left(LongestLead));

        double Left(TimeSpan lead) => Math.Max(LeastDays, lead.TotalDays - elapsed);
    }
}

/// <summary>A span of calendar days of which only the bounds are known.</summary>
internal readonly record struct DayRange(double From, double To)
{
    /// <summary>The middle.</summary>
    public double Expected => (From + To) / 2;

    /// <summary>Such as "2 to 5 d"; one number when both ends are the same.</summary>
    public string InWords => Words.Days(From, To);
}

/// <summary>How far a prerequisite is.</summary>
internal enum PrerequisiteStatus
{
    /// <summary>Nobody has begun. The default.</summary>
    Open,

    Started,

    Done,
}

/// <summary>What a prerequisite is about.</summary>
internal enum Theme
{
    Architecture,
    DataAndContracts,
    Operations,
    Design,
    ExternalApprovals,
    Security,
    Legal,
    Commercial,
}
