using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Reading;
using Microsoft.Extensions.Configuration;

namespace Dataface.Flags.Providers;

/// <summary>
/// Writes a piece of configuration as the JSON that its place in a document asks for. What does not fit is written as text, for the reader
/// to refuse.
/// </summary>
internal delegate void ConfigurationWriter(Utf8JsonWriter json, IConfigurationSection section);

/// <summary>The places of the document format, each with its type.</summary>
internal static class ConfigurationShape
{
    private static readonly ConfigurationWriter Text = ConfigurationValues.Text;
    private static readonly ConfigurationWriter Number = ConfigurationValues.Number;
    private static readonly ConfigurationWriter Texts = ConfigurationValues.List(Text);

    private static readonly ConfigurationWriter Rollout = ConfigurationValues.Object(new()
    {
        ["percent"] = Number,
        ["split"] = ConfigurationValues.Map(Number),
        ["ramp"] = ConfigurationValues.Object(
            new() { ["steps"] = ConfigurationValues.List(Number), ["hold"] = Text, ["startAt"] = Number, ["reason"] = Text }),
    });

    private static readonly Dictionary<string, ConfigurationWriter> ConditionParts = MakeConditionParts();

    private static readonly ConfigurationWriter Environment = ConfigurationValues.Object(new()
    {
        ["rules"] = ConfigurationValues.List(
            ConfigurationValues.Object(new() { ["name"] = Text, ["when"] = Condition, ["serve"] = Text, ["rollout"] = Rollout })),
        ["serve"] = Text,
        ["rollout"] = Rollout,
    });

    private static readonly ConfigurationWriter Guard = ConfigurationValues.Object(new()
    {
        ["errors"] = ConfigurationValues.BooleanOrObject,
        ["latency"] = ConfigurationValues.BooleanOrObject,
        ["counters"] = Texts,
        ["abortOn"] = Texts,
        ["slo"] = ConfigurationValues.Object(new() { ["objective"] = ConfigurationValues.Guessed, ["onSharedBurn"] = Text }),
    });

    private static readonly ConfigurationWriter Flag = ConfigurationValues.Object(new()
    {
        ["description"] = Text,
        ["alias"] = Text,
        ["imported"] = ConfigurationValues.Object(new() { ["from"] = Text, ["on"] = Text, ["created"] = Text }),
        ["owner"] = Text,
        ["kind"] = Text,
        ["created"] = Text,
        ["expires"] = Text,
        ["variants"] = ConfigurationValues.AlikeMap,
        ["offVariant"] = Text,
        ["bucketBy"] = Text,
        ["salt"] = Text,
        ["layer"] = ConfigurationValues.Object(new() { ["name"] = Text, ["from"] = Number, ["to"] = Number }),
        ["requires"] = ConfigurationValues.Map(Text),
        ["renewals"] = ConfigurationValues.List(
            ConfigurationValues.Object(new() { ["by"] = Text, ["on"] = Text, ["until"] = Text, ["reason"] = Text })),
        ["approval"] = ConfigurationValues.Object(new() { ["by"] = Text, ["on"] = Text, ["reference"] = Text }),
        ["environments"] = ConfigurationValues.Map(Environment),
        ["guard"] = Guard,
    });

    /// <summary>A whole document.</summary>
    public static readonly ConfigurationWriter Document = ConfigurationValues.Object(new()
    {
        ["$schema"] = Text,
        ["schema"] = Number,
        ["segments"] = ConfigurationValues.Map(Condition),
        ["layers"] = ConfigurationValues.Map(ConfigurationValues.Object(new() { ["bucketBy"] = Text })),
        ["objectives"] = ConfigurationValues.Map(ConfigurationValues.Object(new() { ["objective"] = Number })),
        ["flags"] = ConfigurationValues.Map(Flag),
    });

    private static void Condition(Utf8JsonWriter json, IConfigurationSection section) =>
        ConfigurationValues.Object(ConditionParts)(json, section);

    private static Dictionary<string, ConfigurationWriter> MakeConditionParts()
    {
        var parts = new Dictionary<string, ConfigurationWriter>
        {
            ["all"] = ConfigurationValues.List(Condition),
            ["any"] = ConfigurationValues.List(Condition),
            ["not"] = Condition,
            ["segment"] = Text,
            ["attribute"] = Text,
            [WindowReader.From] = Text,
            [WindowReader.Until] = Text,
        };
        foreach (var (name, comparison) in AttributeConditionReader.Operators) parts.Add(name, Operand(comparison));
        return parts;
    }

    private static ConfigurationWriter Operand(ConditionOperator comparison) => comparison switch
    {
        ConditionOperator.In or ConditionOperator.NotIn => ConfigurationValues.AlikeList,
        ConditionOperator.EqualTo => ConfigurationValues.Guessed,
        ConditionOperator.LessThan or ConditionOperator.AtMost or ConditionOperator.GreaterThan or ConditionOperator.AtLeast => Number,
        ConditionOperator.Exists => ConfigurationValues.Boolean,
        _ => Text,
    };
}
