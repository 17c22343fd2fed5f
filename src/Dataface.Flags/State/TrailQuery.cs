namespace Dataface.Flags.State;

/// <summary>A page of a trail; null for anything.</summary>
/// <param name="Size">The most records.</param>
/// <param name="Before">Only those with a lower position.</param>
/// <param name="Flag">Only those of a flag.</param>
/// <param name="Environment">Only those of an environment.</param>
/// <param name="Action">Only those of an action, as records call it.</param>
internal sealed record TrailQuery(
    int Size, long? Before = null, string? Flag = null, string? Environment = null, string? Action = null)
{
    /// <summary>The members that are asked for, with their values, in the order of an index.</summary>
    public IEnumerable<(string Member, string Value)> Members =>
        new[] { ("flag", Flag), ("environment", Environment), ("action", Action) }
            .Where(member => member.Item2 is not null).Select(member => (member.Item1, member.Item2!));

    public bool Fits(AuditRecord record) =>
        !(record.Sequence >= Before)
        && (Flag is null || record.Change.Flag == Flag)
        && (Environment is null || record.Change.Environment == Environment)
        && (Action is null || AuditCodec.NameOf(record.Change.Action) == Action);
}
