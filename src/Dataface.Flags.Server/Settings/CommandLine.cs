using Dataface.Flags.Documents;

namespace Dataface.Flags.Server.Settings;

/// <summary>
/// What may stand on the command line. Looked at before anything else is done: an option that is not known, or has no value,
/// starts no server and leaves nothing behind.
/// </summary>
internal static class CommandLine
{
    /// <summary>Settings that have an option of their own; every other one is <c>--Server:Name</c>.</summary>
    public static IReadOnlyList<string> Short { get; } =
        ["data", "postgres", "environment", "secrets-file", "experiments", "portfolio", "base-path", "first-key-file"];

    /// <summary>What the framework itself understands.</summary>
    private static readonly string[] OfTheHost = ["urls", "http_ports", "https_ports", "contentRoot", "AllowedHosts"];

    private static readonly string[] SectionsOfTheHost = ["Logging:", "Kestrel:"];

    /// <summary>Whether somebody asks for help.</summary>
    public static bool AsksForHelp(string[] args) => args.Any(a => a is "--help" or "-h" or "-?" or "/?") || args is ["help", ..];

    public static bool AsksForVersion(string[] args) => args is ["--version" or "version"];

    /// <summary>Refuses what is not known.</summary>
    /// <param name="args">The options, without a command.</param>
    /// <param name="more">The options that the command has of its own.</param>
    /// <exception cref="CommandLineException">The message says what to write instead.</exception>
    public static void Check(string[] args, params IReadOnlyCollection<string> more)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                throw new CommandLineException($"'{arg}' is not an option. Options are written --name value; --help lists them.");
            }

            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arg[2..] : arg[2..equals];
            ThrowIfUnknown(name, more);
            if (equals >= 0) continue;
            if (++i == args.Length) throw new CommandLineException($"--{name} has no value. Write --{name} and its value.");
        }
    }

    private static void ThrowIfUnknown(string name, IReadOnlyCollection<string> more)
    {
        string[] known = [.. Short, .. OfTheHost, .. more];
        if (known.Contains(name, StringComparer.OrdinalIgnoreCase)) return;
        if (SectionsOfTheHost.Any(section => name.StartsWith(section, StringComparison.OrdinalIgnoreCase))) return;
        if (SettingNames.IsKnown(name)) return;
        var near = SettingNames.IsOfTheServer(name) ? SettingNames.Nearest(name) : Spelling.Nearest(name, known)
            ?? SettingNames.Nearest(name);
        throw new CommandLineException(
            $"Unknown option --{name}. {(near is null ? "--help lists the valid ones." : $"Did you mean --{near}?")}");
    }
}

/// <summary>The command line is wrong; the message says what to write instead.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
