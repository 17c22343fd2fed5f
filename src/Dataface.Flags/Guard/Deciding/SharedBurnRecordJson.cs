using System.Text.Json.Serialization;

namespace Dataface.Flags.Guard.Deciding;

[JsonSerializable(typeof(SharedBurnRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class SharedBurnRecordJson : JsonSerializerContext;
