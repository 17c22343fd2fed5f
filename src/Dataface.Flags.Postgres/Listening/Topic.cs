namespace Dataface.Flags.Postgres.Listening;

/// <summary>What a change is about; what the database sends as a notification's payload, or begins it with.</summary>
internal static class Topic
{
    /// <summary>Followed by the record's position and environment, where these say it all.</summary>
    public const string State = "state";

    public const string Definitions = "definitions";

    public const string Settings = "settings";

    public const string Instances = "instances";

    public const string Webhooks = "webhooks";
}
