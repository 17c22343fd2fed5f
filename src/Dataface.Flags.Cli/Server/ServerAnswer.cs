using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Server;

/// <summary>What a server answers to a change.</summary>
/// <param name="Reach">How far it got.</param>
/// <param name="Number">The number of the document in force; 0 after a change of state.</param>
/// <param name="Warnings">What looks like a mistake.</param>
internal sealed record ServerAnswer(StateReach Reach, int Number, IReadOnlyList<string> Warnings)
{
    public static ServerAnswer Of(JsonElement answer) => new(
        Enum.Parse<StateReach>(answer.GetProperty("reach").GetString()!, ignoreCase: true),
        answer.TryGetProperty("number", out var number) ? number.GetInt32() : 0,
        answer.TryGetProperty("warnings", out var warnings) ? [.. warnings.EnumerateArray().Select(w => w.GetString()!)] : [])
    {
        Confirmation = answer.TryGetProperty("confirmation", out var confirmation) ? confirmation : default,
    };

    /// <summary>In how many instances a change is in force, as the server says it; undefined when it was not asked.</summary>
    public JsonElement Confirmation { get; init; }

    /// <summary>The same as a sentence; null when the server was not asked, or has never heard of an instance.</summary>
    public string? Summary => Count("expected") + Count("silent") > 0 ? Confirmation.GetProperty("summary").GetString() : null;

    /// <summary>Whether not all instances have confirmed: some that were waited for, that are silent, or that are not kept.</summary>
    public bool IsUnconfirmed => Count("confirmed") < Count("expected") || Count("silent") > 0
        || (Confirmation.ValueKind == JsonValueKind.Object && Confirmation.GetProperty("isPartial").GetBoolean());

    private int Count(string name) =>
        Confirmation.ValueKind == JsonValueKind.Object && Confirmation.TryGetProperty(name, out var count) ? count.GetInt32() : 0;

    /// <summary>On standard error, so that output stays what scripts expect.</summary>
    public void WriteWarnings(CommandIo io)
    {
        foreach (var warning in Warnings) io.Error.WriteLine($"warning: {warning}");
    }
}
