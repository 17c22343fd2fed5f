namespace Dataface.Flags.Evaluating;

/// <summary>Where a flag's definition came from.</summary>
internal sealed record FlagSource(string Provider, string Revision);
