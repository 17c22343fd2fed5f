using System.Text.Json.Serialization;

namespace Dataface.Flags.Guard.Deciding;

[JsonSerializable(typeof(AbortRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AbortRecordJson : JsonSerializerContext;
