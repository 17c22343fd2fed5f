namespace Dataface.Flags.Evaluating;

/// <summary>How far a client's start has come.</summary>
internal enum StartStage
{
    /// <summary>Nothing has called for it.</summary>
    NotStarted,

    /// <summary>Sources and state are being read.</summary>
    Starting,

    /// <summary>The application goes on, with what there is.</summary>
    Over,
}

/// <summary>
/// What a client knows beside its flags: its environment, how far its start has come, what is old, and who has killed what. Thread-safe.
/// </summary>
/// <param name="environment">The client's environment.</param>
internal sealed class ClientStanding(string environment)
{
    /// <summary>What is said where there never are any flags.</summary>
    public const string Never = "There are no flags here.";

    private volatile StartStage _stage;
    private volatile Func<string>? _missing;
    private volatile Func<string?, string?>? _whyStale;
    private volatile Func<string, IEnumerable<string>>? _whyKilled;

    public string Environment => environment;

    public StartStage Stage => _stage;

    public void Begin() => _stage = StartStage.Starting;

    /// <param name="missing">What has not been read.</param>
    /// <param name="whyStale">Why what a provider gave may be old; null when it is not.</param>
    /// <param name="whyKilled">Who has killed a flag, and why.</param>
    public void End(Func<string> missing, Func<string?, string?> whyStale, Func<string, IEnumerable<string>> whyKilled)
    {
        (_missing, _whyStale, _whyKilled) = (missing, whyStale, whyKilled);
        _stage = StartStage.Over;
    }

    /// <summary>Why what a provider gave may be old, or what any of them did; null when it is not, or not known yet.</summary>
    public string? WhyStale(string? provider) => _whyStale?.Invoke(provider);

    /// <summary>Who has killed a flag, and why; empty when nobody has, or it is not known yet.</summary>
    public IEnumerable<string> WhyKilled(string flag) => _whyKilled?.Invoke(flag) ?? [];

    /// <summary>Why every flag is off, and what to do about it.</summary>
    public string WhyNotReady => _stage switch
    {
        StartStage.NotStarted =>
            "Nothing has started the flags. A host starts them with its hosted services; without one, " +
            "await services.StartFeatureFlagsAsync() before the first evaluation.",
        StartStage.Starting => "The flags are still being read. Wait for the start before the first evaluation.",
        _ => $"The start is over, but this could not be read yet: {_missing?.Invoke()}.",
    };
}
