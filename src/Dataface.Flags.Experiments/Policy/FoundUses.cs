using System.Text.Json;

namespace Dataface.Flags.Experiments;

/// <summary>
/// The uses of flags that <c>dataface-flags-clean --uses</c> has found: in C# by the meaning of the code, so that a comment is not a use
/// and a typed handle is. Other languages below the same folder are searched for the key's text. Immutable; thread-safe.
/// </summary>
public sealed class FoundUses : IFlagSearch
{
    private readonly Dictionary<string, string> _places;
    private readonly SourceScan _others;

    private FoundUses(string folder, Dictionary<string, string> places)
    {
        _places = places;
        _others = SourceScan.WithoutCSharp(folder);
    }

    /// <inheritdoc/>
    public string Folder => _others.Folder;

    /// <summary>Reads a file that the tool has written.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not one that the tool writes.</exception>
    public static FoundUses Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var folder = Path.GetFullPath(json.RootElement.GetProperty("folder").GetString()!,
                Path.GetDirectoryName(Path.GetFullPath(path))!);
            var places = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var use in json.RootElement.GetProperty("uses").EnumerateArray())
            {
                places.TryAdd(use.GetProperty("flag").GetString()!,
                    $"{use.GetProperty("path").GetString()}({use.GetProperty("line").GetInt32()})");
            }

            return new(folder, places);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"{path} is not a list of uses. Write it with 'dataface-flags-clean --uses {path}', or name a folder of code.", error);
        }
    }

    /// <inheritdoc/>
    public string? Find(string flag)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        return _places.TryGetValue(flag, out var place) ? place : _others.Find(flag);
    }
}
