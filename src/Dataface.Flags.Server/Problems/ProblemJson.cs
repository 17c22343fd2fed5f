using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dataface.Flags.Server.Problems;

/// <summary>The shape of a refusal.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
