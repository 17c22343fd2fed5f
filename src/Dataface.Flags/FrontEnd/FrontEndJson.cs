using System.Text.Json.Serialization;

namespace Dataface.Flags.FrontEnd;

/// <summary>Writes what front ends get, also where code is compiled ahead of time.</summary>
[JsonSerializable(typeof(EvaluatedFlags))]
internal sealed partial class FrontEndJson : JsonSerializerContext;
