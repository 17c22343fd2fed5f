using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Http;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>A server's registry of experiments.</summary>
/// <param name="server">The server.</param>
/// <param name="io">Where warnings go.</param>
internal sealed class ServerRegistry(ServerClient server, CommandIo io)
{
    /// <summary>Rows of one request; each replaces what was there, so that an import that broke off is simply made again.</summary>
    private const int RowsOfRequest = 5_000;

    /// <summary>
    /// The experiment as it is registered, which counts, and what the data there say. Of a document beside the code only the outcome, which
    /// is written after the decision.
    /// </summary>
    /// <param name="id">The experiment.</param>
    /// <param name="beside">Its document beside the code; null where there is none.</param>
    public async Task<(ExperimentDefinition Experiment, Decision Decision)> DecideAsync(
        string id, FoundExperiment? beside, CancellationToken cancellationToken)
    {
        var registered = await AskAsync(id, path => server.AskAsync(HttpMethod.Get, path, null, cancellationToken));
        var decision = await AskAsync(id, path => server.AskAsync(HttpMethod.Get, path + "/decision", null, cancellationToken));
        var yaml = await ReadDocumentAsync(registered, id, cancellationToken) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
        try
        {
            var status = beside is null
                ? StatusOf(registered)
                : Warn(beside.Definition, registered, yaml is null ? null : beside.HasDesignOf(yaml));
            var (design, readout) = (DesignOf(registered, yaml, beside, id), DecisionCodec.Read(decision));
            var decided = registered.TryGetProperty("decision", out var made) && made.ValueKind == JsonValueKind.Object
                ? DecisionJson.Read(made) : null;
            return (design with { Status = status, Decision = decided ?? design.Decision, Outcome = beside?.Definition.Outcome }, readout);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    /// <summary>Says in what a document differs from the registry, and what the registry warns of.</summary>
    /// <returns>The registry's status.</returns>
    /// <exception cref="InvalidDataException">The registry's is none that is known.</exception>
    public ExperimentStatus Warn(ExperimentDefinition document, JsonElement registered, bool? hasRegisteredDesign)
    {
        var status = StatusOf(registered);
        var warnings = registered.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!);
        foreach (var warning in DocumentDifferences.Of(document.Status, status, hasRegisteredDesign).Union(warnings))
            io.Error.WriteLine($"warning: {warning}");
        return status;
    }

    /// <summary>Brings results there.</summary>
    public async Task SendAsync(string id, ExperimentData data, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var sent = 0L;

        // Exposures first: nothing is decided before it can be seen whether the variants have got the units that were due.
        foreach (var part in data.Exposures.Chunk(RowsOfRequest).Select(exposures => new ExperimentData { Exposures = exposures })
            .Concat(data.Kpis.Chunk(RowsOfRequest).Select(kpis => new ExperimentData { Kpis = kpis })))
        {
            WarnOfLoad(await AskAsync(id, path =>
                server.AskAsync(HttpMethod.Post, path + "/kpis", () => Content(ExperimentDataCodec.Write(part), "application/json"),
                    cancellationToken)));
            progress?.Report(sent += part.Kpis.Count + part.Exposures.Count);
        }
    }

    /// <summary>Puts results in the place of all that are there, in one request: all or none.</summary>
    public async Task ReplaceAsync(string id, ExperimentData data, string reason, CancellationToken cancellationToken) =>
        WarnOfLoad(await AskAsync(id, path => server.AskAsync(HttpMethod.Put, path + "/kpis", () => For(reason, Content(
            ExperimentDataCodec.Write(data), "application/json")), cancellationToken)));

    /// <summary>Adds a document as a draft, or puts it in the place of a draft's.</summary>
    /// <returns>What was done, in one word, and the experiment.</returns>
    public async Task<(string Outcome, JsonElement Experiment)> RegisterAsync(
        string id, ReadOnlyMemory<byte> yaml, string reason, CancellationToken cancellationToken)
    {
        HttpContent Document() => Content(yaml, "application/yaml");
        HttpContent Replacement() => For(reason, Document());
        if (await FindAsync(id, cancellationToken) is not { } registered)
            return ("registered", await server.AskOnceAsync(HttpMethod.Post, "experiments", Document, cancellationToken));
        if (await ReadDocumentAsync(registered, id, cancellationToken) is { } there && there.Span.SequenceEqual(yaml.Span))
            return ("unchanged", registered);
        return ("replaced", await server.AskAsync(HttpMethod.Put, PathOf(id) + "/document", Replacement, cancellationToken));
    }

    /// <summary>Takes an experiment a step on.</summary>
    public Task<JsonElement> StepAsync(string id, Action<Utf8JsonWriter> step, CancellationToken cancellationToken) =>
        AskAsync(id, path => server.AskOnceAsync(HttpMethod.Post, path + "/status", () => ChangeJson.JsonContent(step), cancellationToken));

    /// <summary>
    /// The registered document's design; else that of the document beside the code; else what the server goes by without any.
    /// </summary>
    private ExperimentDefinition DesignOf(JsonElement registered, string? yaml, FoundExperiment? beside, string id)
    {
        if (yaml is null) return beside?.Definition ?? RegisteredAnswer.DefinitionOf(registered);
        return RegisteredDefinition.Read(yaml, id)
            ?? throw new InvalidDataException($"'{server.Name}' has a document of '{id}' that this tool cannot read.");
    }

    private ExperimentStatus StatusOf(JsonElement registered)
    {
        var (id, word) = (registered.GetProperty("id").GetString(), registered.GetProperty("status").GetString()!);
        return ExperimentWords.Statuses.Find(word)
            ?? throw new InvalidDataException($"'{server.Name}' says that '{id}' is '{word}', which this tool does not know.");
    }

    /// <summary>What the server says of a load; what it says of a row has been said already, by file and line.</summary>
    private void WarnOfLoad(JsonElement answer)
    {
        foreach (var warning in answer.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!))
        {
            if (!SentRows.IsOfRow(warning)) io.Error.WriteLine($"warning: {warning}");
        }
    }

    private static HttpContent For(string reason, HttpContent content)
    {
        content.Headers.Add("X-Reason", Uri.EscapeDataString(reason));
        return content;
    }

    private static string PathOf(string id) => $"experiments/{Uri.EscapeDataString(id)}";

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> bytes, string type) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    /// <summary>The registered document; null when there is none.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadDocumentAsync(JsonElement registered, string id, CancellationToken cancellationToken)
    {
        // No conditional expression: null would become an empty document in it.
        if (!registered.GetProperty("hasDocument").GetBoolean()) return null;
        return await server.ReadAsync(PathOf(id) + "/document", cancellationToken);
    }

    private async Task<JsonElement?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await server.AskAsync(HttpMethod.Get, PathOf(id), null, cancellationToken);
        }
        catch (FlagServerException error) when (error.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Asks something of an experiment that must be there.</summary>
    private async Task<JsonElement> AskAsync(string id, Func<string, Task<JsonElement>> ask)
    {
        try
        {
            return await ask(PathOf(id));
        }
        catch (FlagServerException error) when (error.Status == HttpStatusCode.NotFound)
        {
            var message = $"'{server.Name}' has no experiment '{id}' that this key may see. Send its document there first: dataface-flags "
                + $"experiments register FILE --server {server.Name}";
            throw new FlagServerException(message, error) { Status = error.Status };
        }
    }
}
