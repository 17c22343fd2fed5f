using System.Text.Json.Nodes;
using Dataface.Flags.Tests;
using YamlDotNet.Serialization;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>The schemas of the protocol's OpenAPI document.</summary>
internal static class OfrepContract
{
    private static readonly JsonObject Schemas = Read();

    public static PublishedSchema EvaluationRequest { get; } = Named("evaluationRequest");

    public static PublishedSchema Success { get; } = Named("serverEvaluationSuccess");

    public static PublishedSchema Failure { get; } = Named("evaluationFailure");

    public static PublishedSchema NotFound { get; } = Named("flagNotFound");

    public static PublishedSchema GeneralError { get; } = Named("generalErrorResponse");

    public static PublishedSchema BulkRequest { get; } = Named("bulkEvaluationRequest");

    public static PublishedSchema BulkSuccess { get; } = Named("bulkEvaluationSuccess");

    public static PublishedSchema BulkFailure { get; } = Named("bulkEvaluationFailure");

    public static void AssertValid(PublishedSchema schema, string json) =>
        Assert.That(schema.Complaints(json), Is.Empty, json);

    public static void AssertRefused(PublishedSchema schema, string json) => Assert.That(schema.Complaints(json), Is.Not.Empty, json);

    private static PublishedSchema Named(string name)
    {
        var root = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/definitions/{name}" }),
            ["definitions"] = Schemas.DeepClone(),
        };
        return new(root.ToJsonString());
    }

    private static JsonObject Read()
    {
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(File.ReadAllText(TestFile.Path("Ofrep", "Contract", "openapi.yaml")));

        // The contract's oneOf cannot be met by any flag that has a value: `codeDefaultFlag` asks for nothing, so that it always matches as
        // well, as
        // `floatFlag` does with each integer. What it says in words is anyOf.
        var json = ToJson(yaml)!.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal)
            .Replace("\"oneOf\"", "\"anyOf\"", StringComparison.Ordinal);
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
