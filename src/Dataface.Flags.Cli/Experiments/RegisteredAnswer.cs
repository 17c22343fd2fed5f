using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>What a server answers of an experiment that was added without a document.</summary>
internal static class RegisteredAnswer
{
    /// <summary>The design with default gates that the server goes by.</summary>
    public static ExperimentDefinition DefinitionOf(JsonElement registered)
    {
        string Text(string name) => registered.GetProperty(name).GetString()!;
        var record = new ExperimentRecord
        {
            Id = Text("id"),
            Name = Text("name"),
            Hypothesis = Text("hypothesis"),
            Owner = Text("owner"),
            CreatedAt = registered.GetProperty("createdAt").GetDateTimeOffset(),
            Status = ExperimentStatus.Draft,
            Kpis = [.. registered.GetProperty("kpis").EnumerateArray().Select(kpi => kpi.GetProperty("metric").GetString()!)],
        };
        var day = DateOnly.FromDateTime(record.CreatedAt.UtcDateTime);
        var exposures = registered.GetProperty("exposures").EnumerateArray().Select(exposed =>
            new ExposureCount
            {
                Variant = exposed.GetProperty("variant").GetString()!,
                Cohort = day,
                Units = exposed.GetProperty("units").GetInt64(),
            });
        return RegisteredDefinition.Of(record, new() { Exposures = [.. exposures] });
    }
}
