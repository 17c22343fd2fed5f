using System.Text.Json.Nodes;
using Dataface.Flags.Tests;
using NJsonSchema;
using YamlDotNet.Serialization;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>The schemas of the protocol's OpenAPI document.</summary>
internal static class OfrepContract
{
    private static readonly JsonObject Schemas = Read();

    public static JsonSchema EvaluationRequest { get; } = Named("evaluationRequest");

    public static JsonSchema Success { get; } = Named("serverEvaluationSuccess");

    public static JsonSchema Failure { get; } = Named("evaluationFailure");

    public static JsonSchema NotFound { get; } = Named("flagNotFound");

    public static JsonSchema GeneralError { get; } = Named("generalErrorResponse");

    public static JsonSchema BulkRequest { get; } = Named("bulkEvaluationRequest");

    public static JsonSchema BulkSuccess { get; } = Named("bulkEvaluationSuccess");

    public static JsonSchema BulkFailure { get; } = Named("bulkEvaluationFailure");

    public static void AssertValid(JsonSchema schema, string json) =>
        Assert.That(schema.Validate(json).Select(e => e.ToString()), Is.Empty, json);

    public static void AssertRefused(JsonSchema schema, string json) => Assert.That(schema.Validate(json), Is.Not.Empty, json);

    private static JsonSchema Named(string name)
    {
        var root = new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{name}" }), ["definitions"] = Schemas.DeepClone() };
        return JsonSchema.FromJsonAsync(root.ToJsonString()).GetAwaiter().GetResult();
    }

    private static JsonObject Read()
    {
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(File.ReadAllText(TestFile.Path("Ofrep", "Contract", "openapi.yaml")));

        // The contract's oneOf cannot be met by any flag that has a value: `codeDefaultFlag` asks for nothing, so that it always matches as well, as
        // `floatFlag` does with each integer. What it says in words is anyOf.
        var json = ToJson(yaml)!.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal).Replace("\"oneOf\"", "\"anyOf\"", StringComparison.Ordinal);
        return JsonNode.Parse(json)!["components"]!["schemas"]!.DeepClone().AsObject();
    }

    private static JsonNode? ToJson(object? yaml) => yaml switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create((string)pair.Key, ToJson(pair.Value)))),
        IList<object> list => new JsonArray([.. list.Select(ToJson)]),
        string or bool => JsonValue.Create(yaml is bool b ? (object)b : yaml),
        _ => JsonValue.Create(Convert.ToDouble(yaml, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
