namespace Dataface.Flags.Experiments;

/// <summary>The rules that experiments are held to beyond the format. Immutable; thread-safe.</summary>
public sealed record ExperimentPolicy
{
    /// <summary>The defaults.</summary>
    public static ExperimentPolicy Default { get; } = new();

    /// <summary>The longest planned run in days. Default 90, as long as the flag of an experiment may live.</summary>
    public int MaxDays { get; init; } = 90;

    /// <summary>The shortest run in days that can be decided to ship; a week, so that every day of the week is in it. Default 7.</summary>
    public int MinDays { get; init; } = 7;

    /// <summary>How many days after the decision flag and code may still be there without an error. Default 14.</summary>
    public int CleanupDays { get; init; } = 14;

    /// <summary>How old a metric's data may be when a decision rests on them. Default a day.</summary>
    public TimeSpan MaxDataAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Areas that no experiment may touch. Default authentication, session, security, compliance, private-data.</summary>
    public IReadOnlyList<string> ForbiddenAreas { get; init; } = ["authentication", "session", "security", "compliance", "private-data"];

    /// <summary>Areas that need an approval of the business. Default billing and pricing.</summary>
    public IReadOnlyList<string> ApprovalAreas { get; init; } = ["billing", "pricing"];

    /// <summary>Areas that need a security sign-off. Default billing, payments, account and permissions.</summary>
    public IReadOnlyList<string> SensitiveAreas { get; init; } = ["billing", "payments", "account", "permissions"];

    /// <summary>The attributes that events may carry. Anything else might be personal, and is refused until somebody has looked at it.</summary>
    public IReadOnlyList<string> AllowedAttributes { get; init; } =
    [
        "amount", "currency", "count", "quantity", "duration_ms", "status", "error_code", "country", "language", "platform", "device", "browser", "app_version",
        "page", "product_category", "plan", "channel", "step", "position", "rating",
    ];
}
