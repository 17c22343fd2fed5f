using System.Text.Json;

namespace Dataface.Flags.Server.Settings;

/// <summary>
/// A JSON file with more configuration. When it is read again and cannot be, as in the middle of being written, what it said last stays:
/// .NET's own source would forget it, and the keys and passwords in it with it.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class SecretsFile(string path) : ConfigurationProvider, IConfigurationSource
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not there, or holds something else; the message says what to do.</exception>
    public override void Load() => Data = Read();

    /// <summary>Reads the file again and tells whoever follows the configuration.</summary>
    /// <exception cref="InvalidDataException">As <see cref="Load"/>; then nothing has changed.</exception>
    public void Reload()
    {
        Load();
        OnReload();
    }

    private Dictionary<string, string?> Read()
    {
        try
        {
            using var file = File.OpenRead(Path);
            return new ConfigurationBuilder().AddJsonStream(file).Build().AsEnumerable()
                .Where(setting => setting.Value is not null)
                .ToDictionary(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new InvalidDataException(
                $"The secrets file {Path} cannot be read: {error.Message} "
                    + """Write one JSON object, such as {"Server":{"Keys":[]}}, that the server may read.""",
                error);
        }
    }
}
