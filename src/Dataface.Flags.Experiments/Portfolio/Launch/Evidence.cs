namespace Dataface.Flags.Experiments.Portfolio.Launch;

/// <summary>Something that was looked at to see whether an item is as it says.</summary>
/// <param name="Kind">What was looked at.</param>
/// <param name="Subject">The flag, path, address or experiment.</param>
/// <param name="State">What came of it.</param>
/// <param name="Detail">The same in words, such as "answers 503".</param>
internal sealed record Evidence(EvidenceKind Kind, string Subject, EvidenceState State, string Detail)
{
    public override string ToString() => $"{Name} '{Subject}' {Detail}";

    private string Name => Kind switch
    {
        EvidenceKind.KillSwitch => "kill switch",
        EvidenceKind.Rollback => "rollback",
        EvidenceKind.Health => "health",
        _ => "experiment",
    };
}

/// <summary>What can be looked at.</summary>
internal enum EvidenceKind
{
    KillSwitch,
    Rollback,
    Health,
    Experiment,
}

/// <summary>What came of looking.</summary>
internal enum EvidenceState
{
    /// <summary>Nobody said where to look. Never counts as good.</summary>
    NotChecked,

    Good,

    Bad,
}
