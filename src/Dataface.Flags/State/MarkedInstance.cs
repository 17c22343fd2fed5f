using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dataface.Flags.State;

/// <summary>The mark of an instance as its file has it. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">Shows that it is its own.</param>
/// <param name="Environment">The environment that it followed.</param>
/// <param name="Store">What took its reports.</param>
/// <param name="Machine">Where it ran.</param>
internal sealed record MarkedInstance(Guid Id, string Token, string Environment, string Store, string Machine)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => Id.ToString();
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MarkedInstance))]
internal sealed partial class MarkJson : JsonSerializerContext;
