using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>How messages are written: JSON that is never a part of a page.</summary>
internal static class WebhookJson
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
