using System.Buffers.Binary;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>
/// Rows of units in files beside, parted by unit, so that all rows of a unit stand in one part and one part fits into memory, however many
/// rows there are. A row takes 34 bytes and 8 for each value. The files are gone when it is disposed of. Not thread-safe.
/// </summary>
internal sealed class UnitSpill : IDisposable
{
    /// <summary>10 million rows are 80,000 in each.</summary>
    public const int Parts = 128;

    /// <summary>Each summary has a folder of its own, which names the process that is at work in it.</summary>
    public static readonly string FolderPrefix = FormattableString.Invariant($"dataface-flags-units-{Environment.ProcessId}-");

    private const int HeadLength = 34;
    private const int BufferLength = 16 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(FolderPrefix);
    private readonly FileStream[] _files = new FileStream[Parts];
    private readonly byte[] _row;

    /// <param name="values">How many values a row has.</param>
    public UnitSpill(int values) => _row = new byte[HeadLength + (8 * values)];

    /// <summary>Keeps a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="metric">Which metric its values are of; null for all or none.</param>
    /// <param name="values">Its values.</param>
    public void Add(in UnitRow row, int? metric, ReadOnlySpan<double> values)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_row, row.Unit);
        BinaryPrimitives.WriteInt64LittleEndian(_row.AsSpan(16), row.ExposedAt);
        BinaryPrimitives.WriteInt32LittleEndian(_row.AsSpan(24), row.Line);
        BinaryPrimitives.WriteUInt16LittleEndian(_row.AsSpan(28), (ushort)row.Arm);
        BinaryPrimitives.WriteUInt16LittleEndian(_row.AsSpan(30), (ushort)((metric ?? -1) + 1));
        BinaryPrimitives.WriteUInt16LittleEndian(_row.AsSpan(32), (ushort)row.File);
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(_row.AsSpan(HeadLength + (8 * i)), values[i]);
        var part = (int)(row.Unit % Parts);
        (_files[part] ??= Open(part)).Write(_row);
    }

    /// <summary>The rows of a part, one at a time.</summary>
    /// <param name="part">From 0.</param>
    /// <param name="take">Gets each row, its metric and its values, which hold until it returns.</param>
    public void Read(int part, Action<UnitRow, int?, double[]> take)
    {
        if (_files[part] is not { } file) return;
        var values = new double[(_row.Length - HeadLength) / 8];
        file.Position = 0;
        while (file.ReadAtLeast(_row, _row.Length, throwOnEndOfStream: false) == _row.Length)
        {
            for (var i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(_row.AsSpan(HeadLength + (8 * i)));
            var metric = BinaryPrimitives.ReadUInt16LittleEndian(_row.AsSpan(30));
            take(Head(), metric == 0 ? null : metric - 1, values);
        }
    }

    private UnitRow Head() => new(
        BinaryPrimitives.ReadUInt128LittleEndian(_row), BinaryPrimitives.ReadUInt16LittleEndian(_row.AsSpan(28)),
        BinaryPrimitives.ReadInt64LittleEndian(_row.AsSpan(16)), BinaryPrimitives.ReadUInt16LittleEndian(_row.AsSpan(32)),
        BinaryPrimitives.ReadInt32LittleEndian(_row.AsSpan(24)));

    public void Dispose()
    {
        foreach (var file in _files) file?.Dispose();
        _folder.Delete(recursive: true);
    }

    private FileStream Open(int part) => new(
        Path.Combine(_folder.FullName, $"{part}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferLength);
}
