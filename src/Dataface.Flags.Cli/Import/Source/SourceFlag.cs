namespace Dataface.Flags.Cli.Import.Source;

/// <summary>A flag as the file has it.</summary>
/// <param name="Name">What Microsoft's library calls it.</param>
/// <param name="Node">Where it stands.</param>
/// <param name="IsOfOldSchema">Whether it stands in a section such as <c>FeatureManagement</c>, and not in a list of feature flags.</param>
internal sealed record SourceFlag(string Name, SourceNode Node, bool IsOfOldSchema);
