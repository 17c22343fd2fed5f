using System.Xml.Linq;
using Dataface.Flags.Server.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Dataface.Flags.Server.Sessions;

/// <summary>Keeps the keys that sign sessions among the server's settings, so that restarts and replicas share them. Thread-safe.</summary>
internal sealed class SettingKeyRepository(ServerStorage storage) : IXmlRepository
{
    private const string Setting = "session-keys";

    /// <summary>Data protection asks without waiting, on a thread of the pool, when it has none or when a day has passed.</summary>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Task.Run(ReadAsync).GetAwaiter().GetResult().Keys.Elements()];

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => AddAsync(element)).GetAwaiter().GetResult();

    private async Task<(XElement Keys, long Version)> ReadAsync() => await storage.Settings.ReadAsync(Setting, CancellationToken.None) is { } found
        ? (await XElement.LoadAsync(new MemoryStream(found.Value), LoadOptions.None, CancellationToken.None), found.Version)
        : (new XElement("keys"), 0);

    private async Task AddAsync(XElement element)
    {
        while (true)
        {
            var (keys, version) = await ReadAsync();
            keys.Add(element);
            var text = new MemoryStream();
            await keys.SaveAsync(text, SaveOptions.DisableFormatting, CancellationToken.None);
            if (await storage.Settings.WriteAsync(Setting, text.ToArray(), version, CancellationToken.None)) return;
        }
    }
}
