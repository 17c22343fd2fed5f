using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>How pages write numbers and times.</summary>
internal static class Markup
{
    /// <summary>A share of 0 to 100,000 thousandths of a percent.</summary>
    public static string Share(int milliPercent) => Percentage.Text(milliPercent) + " %";

    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A probability, which is never so small that it is none.</summary>
    public static string Probability(double value) => value is > 0 and < 0.0001 ? "below 0.0001" : Number(value);

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A fraction as a percentage with its sign.</summary>
    public static string Lift(double fraction) => (fraction * 100).ToString("+0.##;−0.##;0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A fraction as a percentage.</summary>
    public static string Fraction(double fraction) => (fraction * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    /// <summary>A name of the program as words: <c>NotYet</c> is "not yet".</summary>
    public static string Of<T>(T name)
        where T : struct, Enum =>
            string.Concat(name.ToString()
                .Select((letter, i) => char.IsUpper(letter) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));

    public static Html Time(DateTimeOffset at) =>
        Html.Of($"""<time datetime="{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}">{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC</time>""");

    public static Html Day(DateOnly day) => Html.Of($"""<time datetime="{day:yyyy-MM-dd}">{day:yyyy-MM-dd}</time>""");

    /// <summary>A state as a word with a colour; the word alone says it.</summary>
    public static Html Badge(string word, Tone tone) =>
        Html.Of($"""<span class="badge {tone.ToString().ToLowerInvariant()}">{word}</span>""");

    /// <summary>A name with what it stands for.</summary>
    public static Html Fact(string name, Html value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    public static Html Fact(string name, string value) => Fact(name, Html.Of($"{value}"));

    /// <summary>A table that scrolls by itself where it is too wide, by keyboard too.</summary>
    public static Html Table(string caption, IEnumerable<string> columns, IEnumerable<Html> rows) => Html.Of($"""
        <div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>
        <thead><tr>{Html.Each(columns, column => Html.Of($"""<th scope="col">{column}</th>"""))}</tr></thead>
        <tbody>{Html.Each(rows, row => row)}</tbody></table></div>
        """);
}

/// <summary>What a state means for whoever looks.</summary>
internal enum Tone
{
    /// <summary>Nothing to do.</summary>
    Quiet,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>To be looked at.</summary>
    Warning,

    /// <summary>Something is wrong.</summary>
    Bad,
}
