using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Messages as the Standard Webhooks specification has them: <c>type</c>, <c>timestamp</c> and <c>data</c>.</summary>
internal static class MessageWriter
{
    /// <summary>The message of a record, whose change has its own id.</summary>
    public static WebhookMessage Write(long sequence, Guid change, DateTimeOffset at, Notice notice) =>
        new($"msg_{change:N}", Body(sequence, at, notice));

    /// <summary>The message of something that was noticed.</summary>
    public static WebhookMessage Write(long sequence, DateTimeOffset at, Notice notice)
    {
        var body = Body(sequence, at, notice);
        return new($"msg_{new Guid(SHA256.HashData(body).AsSpan(0, 16)):N}", body);
    }

    /// <summary>The message as it is signed.</summary>
    public static string TextOf(WebhookMessage message) => Encoding.UTF8.GetString(message.Body);

    private static byte[] Body(long sequence, DateTimeOffset at, Notice notice)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = WebhookJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("type", notice.Type);
            json.WriteString("timestamp", at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteStartObject("data");
            json.WriteNumber("sequence", sequence);
            json.WriteString("environment", notice.Environment);
            foreach (var member in JsonElement.Parse(notice.Data).EnumerateObject()) member.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
