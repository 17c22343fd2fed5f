namespace Dataface.Flags.Postgres.Listening;

/// <summary>What a change is about; what the database sends as a notification's payload.</summary>
internal static class Topic
{
    public const string State = "state";

    public const string Definitions = "definitions";

    public const string Settings = "settings";
}
