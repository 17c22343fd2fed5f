using System.Globalization;

namespace Dataface.Flags.Simulations;

/// <summary>The command line: a command, then <c>--name value</c> or <c>--name</c>.</summary>
internal sealed class Arguments(string[] args)
{
    public string? Command => args.FirstOrDefault();

    /// <summary>What follows the command.</summary>
    public string[] Rest => args[1..];

    public bool IsQuick => args.Contains("--quick");

    /// <summary>
    /// How much longer things may take: a quick run shows that all works, on whatever else the machine does, and no figure.
    /// </summary>
    public double Slack => IsQuick ? 10 : 1;

    public string? Text(string name) => Array.IndexOf(args, "--" + name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

    public int Number(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
