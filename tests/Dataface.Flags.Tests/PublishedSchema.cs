using System.Text.Json;
using Json.Schema;

namespace Dataface.Flags.Tests;

/// <summary>A JSON Schema, asked what it finds wrong with a document.</summary>
internal sealed class PublishedSchema(string json)
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema = JsonSchema.FromText(json);

    /// <summary>Reads one of the files beside the tests.</summary>
    public static PublishedSchema Of(params string[] path) => new(File.ReadAllText(TestFile.Path(path)));

    /// <summary>What the schema finds wrong; empty when it accepts the document.</summary>
    public IReadOnlyList<string> Complaints(string document)
    {
        using var parsed = JsonDocument.Parse(document);
        EvaluationResults results;
        try
        {
            results = _schema.Evaluate(parsed.RootElement, Options);
        }
        catch (Exception broken) when (broken is InvalidOperationException or FormatException)
        {
            // The library cannot hold it: half of a surrogate pair in a name, or a number beyond decimal where one of a list is wanted.
            return [broken.Message];
        }

        if (results.IsValid) return [];
        var errors = (results.Details ?? []).SelectMany(d => (d.Errors ?? []).Select(e => $"{d.InstanceLocation}: {e.Value}")).ToList();
        return errors.Count > 0 ? errors : ["the schema refuses it, without a word"];
    }
}
