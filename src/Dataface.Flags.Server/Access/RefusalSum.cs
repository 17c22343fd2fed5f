using System.Globalization;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Access;

/// <summary>Refusals that are one record of the trail. Immutable.</summary>
/// <param name="From">The address that all came from.</param>
/// <param name="Flag">The flag that all were about.</param>
/// <param name="Count">How many.</param>
internal sealed record RefusalSum(string From, string Flag, long Count)
{
    /// <summary>Stands for addresses and flags where there are several, or none.</summary>
    public const string Several = "*";

    public RefusalSum With(RefusalSum more) =>
        new(From == more.From ? From : "several addresses", Flag == more.Flag ? Flag : Several, Count + more.Count);

    /// <summary>The record of it.</summary>
    public StateChange Change(Key key, DateTimeOffset now) => new()
    {
        Environment = "*",
        Action = StateAction.Refuse,
        Flag = Flag,
        By = key.By,
        From = From,
        Reason = key.Text + (Count == 1
            ? "" : string.Create(CultureInfo.InvariantCulture, $" {Count} times since the last record, or within a minute.")),
        At = now,
    };

    /// <summary>What refusals have in common that are counted together.</summary>
    /// <param name="By">Whose key it was.</param>
    /// <param name="Route">The route's template.</param>
    /// <param name="Status">The answer's status.</param>
    /// <param name="Code">The answer's code.</param>
    internal readonly record struct Key(string By, string Route, int Status, string Code)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{Route}: {Status} {Code}.");
    }
}
