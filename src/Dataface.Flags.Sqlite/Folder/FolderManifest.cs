using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>What is in a backup.</summary>
/// <param name="Format">1.</param>
/// <param name="At">When it was made.</param>
/// <param name="Records">How many records its trail has.</param>
/// <param name="Head">The hash of the last.</param>
/// <param name="Files">Its files.</param>
internal sealed record FolderManifest(int Format, DateTimeOffset At, long Records, string Head, IReadOnlyList<FolderManifestFile> Files)
{
    public const string Name = "manifest.json";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, FolderManifestJson.Default.FolderManifest);

    /// <exception cref="InvalidDataException">It is none that this version knows.</exception>
    public static FolderManifest Read(byte[] json, string source)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, FolderManifestJson.Default.FolderManifest)
                is { Format: 1, Files: not null } read) return read;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new InvalidDataException($"{source} is damaged, or of a newer version: its {Name} cannot be read. Use another backup.");
    }

    /// <summary>Throws when files are missing, too many, or not those that were packed.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="source">The backup.</param>
    /// <exception cref="InvalidDataException">They are; the message names one.</exception>
    public void Check(string folder, string source)
    {
        foreach (var file in Files)
        {
            var path = Path.Combine(folder, Path.GetFileName(file.Name));
            var isSound = File.Exists(path) && new FileInfo(path).Length == file.Bytes && HashOf(path) == file.Sha256;
            if (!isSound) throw new InvalidDataException(
                $"{source} is damaged: {file.Name} in it is missing, or not as it was packed. Use another backup.");
        }

        var others = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName)
            .Except([Name, .. Files.Select(file => file.Name)]).ToList();
        if (others.Count > 0) throw new InvalidDataException(
            $"{source} holds '{others[0]}', which its {Name} does not name. It was changed: use another backup.");
    }

    public static FolderManifestFile Of(string path)
    {
        var file = new FileInfo(path);
        return new(file.Name, file.Length, HashOf(path));
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

/// <summary>A file of a backup.</summary>
internal sealed record FolderManifestFile(string Name, long Bytes, string Sha256);

[JsonSerializable(typeof(FolderManifest))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class FolderManifestJson : JsonSerializerContext;
