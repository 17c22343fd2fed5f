using System.Text.Json;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>
/// Marks beside the cache what this instance is known as, in a file of its own that it has open alone. The system closes the file of a
/// process that is killed: whoever is started next on the machine then knows for certain that it is gone, and says goodbye in its place.
/// Does nothing where files cannot be written. Not thread-safe.
/// </summary>
/// <param name="cacheFile">Beside which the folder stands.</param>
/// <param name="environment">Whose marks are taken over.</param>
/// <param name="store">What takes the reports. Marks for another one stay.</param>
internal sealed class InstanceMarks(string cacheFile, string environment, string store) : IDisposable
{
    private const string Ending = ".instance";

    /// <summary>A mark is short; what is longer is none.</summary>
    private const int MaxBytes = 4_096;

    private readonly string _folder = Path.GetFullPath(cacheFile) + ".instances";
    private InstanceClaim? _known;
    private FileStream? _own;

    /// <summary>Marks this instance as what it is known as.</summary>
    public void Keep(InstanceClaim claim)
    {
        if (claim == _known) return;
        Remove();
        _known = claim;
        Try(() =>
        {
            PrivateFiles.MakeFolder(_folder);
            var path = Path.Combine(_folder, claim.Id.ToString("N") + Ending);
            _own = PrivateFiles.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            _own.Write(JsonSerializer.SerializeToUtf8Bytes(
                new MarkedInstance(claim.Id, claim.Token, environment, store, System.Environment.MachineName),
                MarkJson.Default.MarkedInstance));
        });
    }

    /// <summary>Those of this machine whose processes are gone; the caller disposes of each.</summary>
    public IEnumerable<AbandonedMark> TakeOver()
    {
        string[] files = [];
        Try(() => files = Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*" + Ending) : []);
        return files.Select(Open).OfType<AbandonedMark>();
    }

    /// <summary>This instance has said goodbye.</summary>
    public void Remove()
    {
        if (_own is not { } own) return;
        Dispose();
        Try(() => File.Delete(own.Name));
    }

    /// <summary>Leaves the mark to whoever is started next.</summary>
    public void Dispose()
    {
        (_known, var own) = (null, Interlocked.Exchange(ref _own, null));
        own?.Dispose();
    }

    private AbandonedMark? Open(string path)
    {
        FileStream? file = null;
        MarkedInstance? mark = null;
        Try(() =>
        {
            // Whoever lives has it open.
            file = PrivateFiles.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (file.Length <= MaxBytes) mark = JsonSerializer.Deserialize(file, MarkJson.Default.MarkedInstance);
        });

        // On a drive that machines share, a lock of another one may not be seen here.
        if (mark is not null && (mark.Environment, mark.Store, mark.Machine) == (environment, store, System.Environment.MachineName))
        {
            return new(new(mark.Id, mark.Token), file!);
        }

        file?.Dispose();
        return null;
    }

    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // It is somebody else's, or cannot be kept: then the silence tells.
        }
    }
}
