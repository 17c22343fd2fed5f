using System.Globalization;

namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>Addresses of the board's pages, and links to elsewhere.</summary>
internal static class Links
{
    public static BoardAddress Home { get; } = new("/");

    public static BoardAddress Login { get; } = new("/login");

    public static BoardAddress Flags(string environment) => new($"/flags/{Uri.EscapeDataString(environment)}");

    public static BoardAddress Flag(string environment, string key) => new($"{Flags(environment).Value}/{Uri.EscapeDataString(key)}");

    /// <summary>Asks before something is done to a flag.</summary>
    /// <param name="environment">Where.</param>
    /// <param name="key">To which flag.</param>
    /// <param name="action">As its address has it.</param>
    /// <param name="rule">The rule whose ramp is meant; null for the environment's own.</param>
    public static BoardAddress FlagAction(string environment, string key, string action, string? rule = null) =>
        new($"{Flag(environment, key).Value}/{action}{(rule is null ? "" : "?rule=" + Uri.EscapeDataString(rule))}");

    public static BoardAddress Now(string environment) => new($"/now/{Uri.EscapeDataString(environment)}");

    /// <summary>The same over another time.</summary>
    public static BoardAddress Now(string environment, int minutes) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Now(environment).Value}?minutes={minutes}"));

    public static BoardAddress Definitions { get; } = new("/definitions");

    /// <summary>Asks before an earlier document is put in force.</summary>
    public static BoardAddress Rollback(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Definitions.Value}/{number}/rollback"));

    public static BoardAddress Instances(string environment) => new($"/instances/{Uri.EscapeDataString(environment)}");

    /// <summary>Asks before an instance is forgotten.</summary>
    public static BoardAddress Forget(string environment, Guid instance) => new($"{Instances(environment).Value}/{instance}/forget");

    public static BoardAddress Experiment(string id) => new($"/experiments/{Uri.EscapeDataString(id)}");

    /// <summary>What somebody does to an experiment, or takes from it.</summary>
    public static BoardAddress Experiment(string id, string part) => new($"{Experiment(id).Value}/{part}");

    /// <summary>A reference that somebody has written: a link when it is an address of the web, its text when not.</summary>
    public static Html Reference(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? Html.Of($"""<a href="{address.AbsoluteUri}" rel="noreferrer">{text}</a>""")
            : Html.Of($"{text}");

    /// <summary>Where to go after signing in: a page of the board, and nowhere else.</summary>
    public static BoardAddress Local(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? new(address) : Home;
}
