using System.Globalization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Server.Settings;

/// <summary>
/// The names of the server's settings, as configuration has them: <c>Server:RateLimit:Read</c>, <c>Server:Keys:0:Name</c>.
/// </summary>
internal static class SettingNames
{
    private const string Prefix = ServerSettings.Section + ":";

    /// <summary>Stands for a place in a list.</summary>
    private const string Place = "0";

    private static readonly string[] All = [.. Of(typeof(ServerSettings), Prefix)];

    public static bool IsOfTheServer(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static bool IsKnown(string name) => All.Contains(WithPlaces(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The setting that was probably meant; null when none is near.</summary>
    public static string? Nearest(string name) => Spelling.Nearest(WithPlaces(name), All) ?? Spelling.Nearest(Prefix + name, All);

    /// <summary>Refuses settings of the section that are not known: one that is misspelt would silently do nothing.</summary>
    /// <exception cref="InvalidDataException">The message names it and what was probably meant.</exception>
    public static void ThrowIfUnknown(IConfiguration configuration)
    {
        foreach (var (name, value) in configuration.GetSection(ServerSettings.Section).AsEnumerable())
        {
            // Sections have no value of their own.
            if (value is null || name == ServerSettings.Section || IsKnown(name) || (value.Length == 0 && IsSection(name))) continue;
            var near = Nearest(name);
            throw new InvalidDataException(
                $"There is no setting '{name}'. {(near is null ? $"There are: {string.Join(", ", All)}." : $"Did you mean '{near}'?")} "
                + "It is in the environment, in the secrets file, in appsettings.json or on the command line.");
        }
    }

    /// <summary>
    /// Refuses settings that are given and hold nothing, such as of a variable that expanded to nothing: a server without its database or
    /// its secrets must not start by such a slip.
    /// </summary>
    /// <exception cref="InvalidDataException">The message names it and what to write.</exception>
    public static void ThrowIfEmpty(IConfiguration configuration)
    {
        foreach (var (name, value) in configuration.GetSection(ServerSettings.Section).AsEnumerable())
        {
            if (value is null || !string.IsNullOrWhiteSpace(value) || !IsKnown(name)) continue;
            var setting = All.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name;
            var option = CommandLine.Short.FirstOrDefault(option => string.Equals(
                Prefix + option.Replace("-", "", StringComparison.Ordinal), setting, StringComparison.OrdinalIgnoreCase));
            var variable = option is null ? "" : $" (or DATAFACE_FLAGS_{option.Replace('-', '_').ToUpperInvariant()})";
            throw new InvalidDataException(
                $"{setting[Prefix.Length..]} is given, but empty. Write --{option ?? setting}{variable} and its value, or leave it out.");
        }
    }

    /// <summary>An empty list or object of JSON is a name without a value.</summary>
    private static bool IsSection(string name) =>
        All.Any(known => known.StartsWith(WithPlaces(name) + ":", StringComparison.OrdinalIgnoreCase));

    private static string WithPlaces(string name) =>
        string.Join(':', name.Split(':').Select(
            part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? Place : part));

    private static IEnumerable<string> Of(Type type, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            var inner = property.PropertyType;
            if (inner == typeof(string) || inner.IsPrimitive) yield return prefix + property.Name;
            else if (inner == typeof(IList<string>)) yield return $"{prefix}{property.Name}:{Place}";
            else if (inner.IsGenericType)
            {
                foreach (var name in Of(inner.GetGenericArguments()[0], $"{prefix}{property.Name}:{Place}:")) yield return name;
            }
            else
            {
                foreach (var name in Of(inner, $"{prefix}{property.Name}:")) yield return name;
            }
        }
    }
}
