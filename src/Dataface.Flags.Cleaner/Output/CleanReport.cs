using System.Text.Json;
using System.Text.Json.Nodes;
using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaning;

namespace Dataface.Flags.Cleaner.Output;

/// <summary>What a run came to.</summary>
/// <param name="Flags">The flags, and what stays of each.</param>
/// <param name="Files">The files that change.</param>
/// <param name="Refusals">What cannot be proved; then nothing is written.</param>
/// <param name="IsWritten">Whether the files were changed.</param>
internal sealed record CleanReport(IReadOnlyList<KeptSide> Flags, IReadOnlyList<string> Files, IReadOnlyList<Refusal> Refusals,
    bool IsWritten)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string ToJson() => new JsonObject
    {
        ["flags"] = new JsonArray([.. Flags.Select(f => (JsonNode)new JsonObject { ["key"] = f.Key, ["kept"] = f.Variant })]),
        ["files"] = new JsonArray([.. Files.Select(f => (JsonNode)f!)]),
        ["refusals"] = new JsonArray([.. Refusals.Select(r =>
            (JsonNode)new JsonObject { ["path"] = r.Path, ["line"] = r.Line, ["cause"] = r.Cause })]),
        ["written"] = IsWritten,
    }.ToJsonString(Indented);

    private string Several => Files.Count == 1 ? "1 file" : $"{Files.Count} files";

    public void WriteTo(TextWriter output, CleanRequest request)
    {
        if (Flags.Count == 0)
        {
            output.WriteLine("No flags to remove.");
            return;
        }

        foreach (var refusal in Refusals) output.WriteLine(refusal);
        foreach (var flag in Flags) output.WriteLine($"{flag.Key}: keeps '{flag.Variant}'");
        if (Refusals.Count == 0) foreach (var file in Files) output.WriteLine($"  {file}");
        output.WriteLine(Refusals.Count > 0 ? $"Places that cannot be cleaned with proof: {Refusals.Count}. Nothing was changed."
            : Files.Count == 0 ? "There is nothing to clean."
            : request.Check ? $"{Several} would change."
            : request.Patch is { } patch ? $"{patch} changes {Several}. Apply it with 'git apply {patch}'."
            : $"{Several} changed.");
    }
}
