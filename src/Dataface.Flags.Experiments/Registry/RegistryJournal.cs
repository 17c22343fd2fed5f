using System.Globalization;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>The journal of a registry as it was read so far. Not thread-safe.</summary>
/// <param name="path">The file.</param>
internal sealed class RegistryJournal(string path)
{
    private string _hash = RegistryEntryCodec.Genesis;
    private long _sequence;
    private long _offset;

    public RegistryLedger Ledger { get; } = new();

    /// <summary>Reads what was added since. What stands behind the last whole line is a write that was cut short: nobody was told of it.</summary>
    /// <exception cref="InvalidDataException">A line was edited, is missing, or is none; the message says which.</exception>
    public void ReadOn()
    {
        using var file = JournalFile.Open(path);
        if ((file?.Length ?? 0) < _offset) throw new InvalidDataException($"{path} was shortened or removed while in use. Restore it from a backup; nothing is written until then.");
        if (file is null) return;
        file.Seek(_offset, SeekOrigin.Begin);
        foreach (var (line, hasEnd) in JournalLines.Read(file))
        {
            if (!hasEnd) return;
            Take(line);
        }
    }

    /// <summary>Adds an entry, and returns when it is on the disk. To be called under the lock, after <see cref="ReadOn"/>.</summary>
    /// <exception cref="RefusalException">The entry is refused; nothing was written.</exception>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public ExperimentRecord? Add(RegistryEntry entry, long? expectedVersion)
    {
        var record = Ledger.Check(entry, expectedVersion);
        var (line, hash) = RegistryEntryCodec.Write(entry, _sequence + 1, _hash);
        JournalFile.Append(path, _offset, [.. line, (byte)'\n']);
        Advance(line.Length, hash);
        Ledger.Apply(entry, record);
        return record;
    }

    private void Take(byte[] line)
    {
        if (!RegistryEntryCodec.TryRead(line, _sequence + 1, _hash, out var entry, out var hash))
        {
            throw new InvalidDataException(
                $"Line {(_sequence + 1).ToString(CultureInfo.InvariantCulture)} of {path} is not as it was written, or does not follow the one before. Restore the file from a backup.");
        }

        Ledger.Apply(entry, Checked(entry));
        Advance(line.Length, hash);
    }

    /// <summary>Nobody asks for what is in the file: an entry that cannot be is damage, and no refusal.</summary>
    private ExperimentRecord? Checked(RegistryEntry entry)
    {
        try
        {
            return Ledger.Check(entry, expectedVersion: null);
        }
        catch (RefusalException error)
        {
            throw new InvalidDataException(
                $"Line {(_sequence + 1).ToString(CultureInfo.InvariantCulture)} of {path} says what cannot be: {error.Message} Restore the file from a backup.", error);
        }
    }

    private void Advance(int length, string hash) => (_sequence, _offset, _hash) = (_sequence + 1, _offset + length + 1, hash);
}
