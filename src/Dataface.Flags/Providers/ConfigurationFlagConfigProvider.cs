using System.Buffers;
using System.Text.Json;
using Dataface.Flags.Documents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Dataface.Flags.Providers;

/// <summary>
/// Reads a flag document from configuration, such as a section of <c>appsettings.json</c>, and follows its changes. Configuration holds
/// only text, so each value's type follows from its place in the document; see docs/providers.md for the rules. Thread-safe.
/// </summary>
public sealed class ConfigurationFlagConfigProvider : IFlagConfigProvider, ILocatesProblems
{
    private readonly IConfigurationSection _section;

    /// <summary>Reads from a section.</summary>
    /// <param name="section">The section that holds the document.</param>
    /// <param name="name">The provider's name; null for <c>configuration:</c> and the section's path.</param>
    public ConfigurationFlagConfigProvider(IConfigurationSection section, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        _section = section;
        Name = name ?? $"configuration:{section.Path}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The configuration has no such section.</exception>
    public ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
    {
        if (!_section.Exists())
        {
            throw new InvalidOperationException(
                $"The configuration has no section '{_section.Path}'. Put the flag document there, or correct the name.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) ConfigurationShape.Document(json, _section);
        return new(FlagConfigContent.FromJson(buffer.WrittenMemory));
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => ChangeToken.OnChange(_section.GetReloadToken, changed);

    /// <summary>Nobody wrote the document, so that its lines say nothing.</summary>
    DocumentProblem ILocatesProblems.Locate(DocumentProblem problem) =>
        problem with { Path = ConfigurationPlace.Of(_section.Path, problem.Path), Line = 0, Column = 0 };
}
