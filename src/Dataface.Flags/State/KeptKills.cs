using Dataface.Flags.Files;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>
/// Keeps the kills that no store has yet beside the cache, whatever else is known: each in a file of its own, so that any number
/// of processes may share the folder and one damaged file takes no other kill with it. Thread-safe.
/// </summary>
/// <param name="cacheFile">Beside which the folder stands.</param>
/// <param name="environment">Whose kills are taken up again. Those of others stay for those whom they concern.</param>
/// <param name="logger">Where it says what cannot be read.</param>
internal sealed class KeptKills(string cacheFile, string environment, ILogger logger)
{
    private const string Ending = ".kill";

    public string Folder { get; } = Path.GetFullPath(cacheFile) + ".undelivered";

    /// <summary>The environment's kills, oldest first; never throws.</summary>
    public IReadOnlyList<StateChange> Read()
    {
        try
        {
            if (!Directory.Exists(Folder)) return [];
            var kills = Directory.EnumerateFiles(Folder, "*" + Ending).Select(Read).OfType<StateChange>();
            return [.. kills.Where(k => k.Environment == environment).OrderBy(k => k.At)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StateLog.KeptKillsUnreadable(logger, Folder, error.Message);
            return [];
        }
    }

    /// <summary>Keeps a kill; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(StateChange kill)
    {
        try
        {
            AtomicFile.Write(PathOf(kill), KeptKill.Write(kill));
        }
        catch (Exception error) when (error is not (OutOfMemoryException or IOException))
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>The kill has reached its store or was restored.</summary>
    /// <exception cref="IOException">It cannot be removed: the next process delivers it again, which counts once.</exception>
    public void End(StateChange kill)
    {
        try
        {
            if (!File.Exists(PathOf(kill))) return;
            File.Delete(PathOf(kill));
            FolderSync.Flush(Folder);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    private string PathOf(StateChange kill) => Path.Combine(Folder, kill.Id.ToString("N") + Ending);

    private StateChange? Read(string path)
    {
        try
        {
            var kill = KeptKill.Read(File.ReadAllBytes(path), out var problem);
            if (problem is not null) StateLog.KeptKillsUnreadable(logger, path, problem);
            return kill;
        }
        catch (FileNotFoundException)
        {
            // Another process has delivered it.
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StateLog.KeptKillsUnreadable(logger, path, error.Message);
            return null;
        }
    }
}
