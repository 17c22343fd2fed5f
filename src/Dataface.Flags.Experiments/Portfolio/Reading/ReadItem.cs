using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>One element of a document as it was read, perhaps with faults, and where it stands.</summary>
internal sealed record ReadItem<T>(T Item, string Id, YamlProblems Problems, YamlFields Fields);

/// <summary>What one document says.</summary>
internal sealed record ReadDocument(YamlProblems Problems)
{
    public IReadOnlyList<ReadItem<Bet>> Bets { get; init; } = [];

    public IReadOnlyList<ReadItem<BetPrerequisite>> Prerequisites { get; init; } = [];

    public IReadOnlyList<ReadItem<LaunchItem>> LaunchItems { get; init; } = [];
}
