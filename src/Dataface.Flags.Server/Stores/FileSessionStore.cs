using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Stores;

/// <summary>Keeps sessions in the file <c>sessions.json</c> of the data folder, which only its owner may read.</summary>
internal sealed class FileSessionStore(FileSettingStore settings) : ISessionStore
{
    private const string Setting = "sessions";

    public Task AddAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken) => ChangeAsync(
        sessions =>
        {
            var others = sessions.Where(s => s.EndsAt > now).ToList();
            var surplus = others.Where(s => s.Secret.AsSpan().SequenceEqual(session.Secret)).OrderByDescending(s => s.EndsAt)
                .Skip(ISessionStore.MostOfAKey - 1);
            return [.. others.Except(surplus), session];
        },
        cancellationToken);

    public async Task<Session?> FindAsync(byte[] id, CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken)).Sessions.FirstOrDefault(s => s.Id.AsSpan().SequenceEqual(id));

    public Task RemoveAsync(byte[] id, CancellationToken cancellationToken) =>
        ChangeAsync(sessions => [.. sessions.Where(s => !s.Id.AsSpan().SequenceEqual(id))], cancellationToken);

    private async Task ChangeAsync(Func<IReadOnlyList<Session>, IReadOnlyList<Session>> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (sessions, version) = await LoadAsync(cancellationToken);
            if (await settings.WriteAsync(Setting, Write(change(sessions)), version, cancellationToken)) return;
        }
    }

    private async Task<(IReadOnlyList<Session> Sessions, long Version)> LoadAsync(CancellationToken cancellationToken) =>
        await settings.ReadAsync(Setting, cancellationToken) is { } found ? (Read(found.Value), found.Version) : ([], 0);

    private static byte[] Write(IEnumerable<Session> sessions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var session in sessions)
            {
                json.WriteStartObject();
                json.WriteString("id", Convert.ToHexStringLower(session.Id));
                json.WriteString("secret", Convert.ToHexStringLower(session.Secret));
                json.WriteString("endsAt", session.EndsAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A file that cannot be read holds no session: people sign in again.</summary>
    private static IReadOnlyList<Session> Read(byte[] text)
    {
        try
        {
            return [.. JsonElement.Parse(text).EnumerateArray().Select(Read)];
        }
        catch (Exception error) when (
            error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return [];
        }
    }

    private static Session Read(JsonElement session) => new(
        Convert.FromHexString(session.GetProperty("id").GetString()!), Convert.FromHexString(session.GetProperty("secret").GetString()!),
        session.GetProperty("endsAt").GetDateTimeOffset());
}
