using System.Globalization;
using System.Text;
using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace Dataface.Flags.Sqlite.State;

/// <summary>
/// The newest hash of the trail outside the database, written after the commit and before the answer: a database that vanished,
/// was emptied or put
/// back to an older one shows by it. Two places take turns, so that a write that was cut short leaves the one before. Not thread-safe.
/// </summary>
internal sealed class HeadFile : IDisposable
{
    public const string FileName = "dataface-flags.head";

    private const string Format = "dataface-flags-head 1";
    private const int PlaceBytes = 512;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly bool _isWritten;
    private long _turn;

    /// <summary>Opens the file; makes it when there is none.</summary>
    public HeadFile(string path)
    {
        _path = path;
        using (PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
        }

        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        _isWritten = RandomAccess.GetLength(_file) > 0;
        Span<byte> content = new byte[2 * PlaceBytes];
        foreach (var place in new[] { 0, 1 })
        {
            if (Parse(Part(content, place)) is { } found && found.Turn > _turn) (_turn, Confirmed) = found;
        }
    }

    /// <summary>The newest record that was ever confirmed, as far as the file knows; null when it knows none.</summary>
    public TrailHead? Confirmed { get; private set; }

    /// <summary>Returns when the position is on the disk.</summary>
    /// <exception cref="IOException">It cannot be written; the records themselves are kept.</exception>
    public void Write(LedgerState state)
    {
        var head = new TrailHead(state.Sequence, state.Head);
        var turn = _turn + 1;
        var text = string.Create(CultureInfo.InvariantCulture, $"{turn} {head.Sequence} {head.Hash}\n");
        var place = new byte[PlaceBytes];
        SealedContent.Seal(Format, Encoding.ASCII.GetBytes(text.PadRight(BodyBytes, ' '))).CopyTo(place, 0);
        try
        {
            RandomAccess.Write(_file, place, turn % 2 * PlaceBytes);
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"{_path} could not be written: {error.Message} The change is in the database, and was not confirmed. "
                + "Make room on the disk, and make it again.",
                error);
        }

        (_turn, Confirmed) = (turn, head);
    }

    /// <summary>
    /// Throws when the database is gone, or does not hold what was confirmed. Comes before anything writes to it, since that would take the
    /// place of what is behind a damaged page of its log.
    /// </summary>
    /// <param name="database">Its file.</param>
    /// <param name="aside">A folder that is only there when the database was.</param>
    /// <exception cref="InvalidDataException">The message says what is missing, and what to do.</exception>
    public void Check(string database, string aside)
    {
        if (File.Exists(database))
        {
            try
            {
                using var connection = SqliteConnections.OpenReader(database);
                Check(connection);
            }
            catch (SqliteException error)
            {
                throw SqliteTrouble.Of(database, error);
            }
        }
        else if (_isWritten)
        {
            throw Missing(database, "is gone", Evidence());
        }
        else if (Directory.Exists(aside))
        {
            throw Missing(database, "is gone", $"the files in {aside} were taken over into it");
        }
    }

    /// <inheritdoc cref="Check(string, string)"/>
    public void Check(SqliteConnection connection)
    {
        var hasTables = SqliteMigrator.Refuse(connection.DataSource, connection) > 0;
        var last = hasTables ? TrailRows.Last(connection) : 0;
        if (!_isWritten || (last > 0 && IsConfirmed(connection))) return;
        throw Missing(
            connection.DataSource,
            last == 0 ? "is empty" : string.Create(CultureInfo.InvariantCulture, $"ends with record {last}, or is of another trail"),
            Evidence());
    }

    /// <summary>Is written with the trail from now on, and at once when it is behind; not so on a trail that is being recovered.</summary>
    public void Follow(SqliteTrail trail, bool isRecovering)
    {
        if (!isRecovering && trail.State.Sequence > (Confirmed?.Sequence ?? 0)) Write(trail.State);
        trail.Kept += Write;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Whether a trail that is not empty has what was confirmed, as far as the file can be read.</summary>
    private bool IsConfirmed(SqliteConnection connection) =>
        Confirmed is not { } confirmed || TrailRows.At(connection, confirmed.Sequence)?.Hash == confirmed.Hash;

    private string Evidence() => Confirmed is { } confirmed
        ? string.Create(
            CultureInfo.InvariantCulture, $"record {confirmed.Sequence} ({confirmed.Hash[..12]}…) was confirmed, as {_path} says")
        : $"records were confirmed: {_path}, which names the last, was written, and cannot be read any more";

    private static InvalidDataException Missing(string database, string what, string evidence) => new(
        $"{database} {what}, but {evidence}. Kills would be forgotten, so the server does not start. Put the newest database back, or a "
        + "backup with 'restore'. If what is missing may be forgotten, run 'recover --reason …' on the folder, and kill again what must "
        + "stay killed.");

    /// <summary>What is left of a place beside its first line.</summary>
    private static int BodyBytes => PlaceBytes - Format.Length - 66;

    private Span<byte> Part(Span<byte> content, int place)
    {
        var part = content.Slice(place * PlaceBytes, PlaceBytes);
        var read = RandomAccess.Read(_file, part, place * PlaceBytes);
        return part[..read];
    }

    private static (long Turn, TrailHead Head)? Parse(ReadOnlySpan<byte> place)
    {
        if (!SealedContent.TryOpen(Format, place, out var body, out _)) return null;
        var words = Encoding.ASCII.GetString(body).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = words[..2].Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], new TrailHead(numbers[1], words[2]));
    }
}
