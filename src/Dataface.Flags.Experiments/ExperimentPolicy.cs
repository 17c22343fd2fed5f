using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Experiments;

/// <summary>The rules for experiments beyond the format. Immutable; thread-safe.</summary>
public sealed record ExperimentPolicy
{
    /// <summary>The defaults.</summary>
    public static ExperimentPolicy Default { get; } = new();

    /// <summary>The longest planned run in days. Default 90, as long as the flag of an experiment may live.</summary>
    public int MaxDays { get; init; } = 90;

    /// <summary>The shortest run in days that allows a decision to ship: a week, to cover every day of the week. Default 7.</summary>
    public int MinDays { get; init; } = 7;

    /// <summary>How many days after the decision the flag and its code may remain without an error. Default 14.</summary>
    public int CleanupDays { get; init; } = 14;

    /// <summary>The greatest age of a metric's data that a decision may rest on. Default a day.</summary>
    public TimeSpan MaxDataAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Areas that no experiment may touch, in lower case with hyphens. Default authentication, sessions, security, law and private data
    /// under all their usual names. They take precedence over the other lists.
    /// </summary>
    public IReadOnlyList<string> ForbiddenAreas { get; init; } = SecurityWords.All;

    /// <summary>
    /// Areas that an experiment may touch without any approval. An area that is in none of the lists is refused as unknown.
    /// </summary>
    public IReadOnlyList<string> Areas { get; init; } =
    [
        "accessibility", "advertising", "analytics", "api", "app", "basket", "blog", "calendar", "cart", "catalog", "catalogue",
            "category-page", "chat", "checkout", "collaboration",
        "comments", "community", "contact", "content", "copy", "coupons", "dashboard", "delivery", "design", "discounts", "documentation",
            "editor", "email", "export", "faq",
        "favourites", "feed", "filters", "footer", "forms", "games", "header", "headlines", "help", "home", "home-page", "images", "import",
            "infrastructure", "integrations",
        "inventory", "invitations", "landing-page", "language", "layout", "localization", "logistics", "loyalty", "mail", "maps",
            "marketing", "media", "menu", "messaging", "mobile-app",
        "navigation", "newsletter", "notifications", "offers", "onboarding", "operations", "order-history", "orders", "performance",
            "personalization", "preferences", "product-list",
        "product-page", "products", "profile", "promotions", "push", "ratings", "recommendations", "referral", "reports", "returns",
            "reviews", "search", "settings", "sharing",
        "shipping", "shop", "sorting", "storefront", "support", "theme", "translations", "tutorial", "uploads", "video", "wishlist",
    ];

    /// <summary>Areas that need a business approval. Default billing, invoices, pricing and subscriptions.</summary>
    public IReadOnlyList<string> ApprovalAreas { get; init; } = ["billing", "invoices", "pricing", "subscriptions"];

    /// <summary>Areas that need a security sign-off. Default billing, payments, account, registration and permissions.</summary>
    public IReadOnlyList<string> SensitiveAreas { get; init; } =
        ["billing", "payments", "account", "accounts", "registration", "sign-up", "permissions"];

    /// <summary>
    /// The attributes that events may carry. Any other attribute might be personal, and is refused until someone has reviewed it.
    /// </summary>
    public IReadOnlyList<string> AllowedAttributes { get; init; } =
    [
        "amount", "currency", "count", "quantity", "duration_ms", "status", "error_code", "country", "language", "platform", "device",
        "browser", "app_version",
        "page", "product_category", "plan", "channel", "step", "position", "rating",
    ];
}
