using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.Folder;

namespace Dataface.Flags.Server.Stores;

/// <summary>Keeps a data folder for one server, for as long as it runs.</summary>
internal static class FolderLock
{
    private const string LockFile = "server.lock";

    /// <exception cref="IOException">Another server uses the folder, or it cannot be written.</exception>
    public static FileStream Take(ServerFolder folder)
    {
        try
        {
            PrivateFiles.MakeFolder(folder.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, error);
        }

        try
        {
            return PrivateFiles.Open(folder.In(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"Another server uses {folder.Path}. Stop it, or choose another folder with --data. ({error.Message})", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Unusable(folder, error);
        }
    }

    private static IOException Unusable(ServerFolder folder, Exception error) => new(
        $"The data folder '{folder.Path}' cannot be made or written: {error.Message} "
        + "Write another folder after --data, or give the server's account the right to it.",
        error);
}
