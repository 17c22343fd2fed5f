using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>What the translation of one flag needs everywhere: settings, and where to say what became of a construct.</summary>
/// <param name="name">The flag, as the file calls it.</param>
/// <param name="settings">What the file does not say.</param>
/// <param name="filters">Attributes that stand for filters, of the whole file.</param>
/// <param name="report">The report.</param>
/// <param name="file">The whole file, for what refers to another place in it.</param>
internal sealed class FlagScope(
    string name, ImportSettings settings, FilterAttributes filters, ImportReport report, SourceNode file)
{
    public string Name => name;

    public ImportSettings Settings => settings;

    public FilterAttributes Filters => filters;

    public SourceNode File => file;

    /// <summary>Whether each call was decided anew.</summary>
    public bool IsPerCall { get; set; }

    /// <summary>Whether users were divided by a hash.</summary>
    public bool IsHashed { get; set; }

    public void Translated(string path, string text) => report.Add(NoteKind.Translated, name, path, text);

    public void Approximated(string path, string text) => report.Add(NoteKind.Approximated, name, path, text);

    public void LeftOut(string path, string text) => report.Add(NoteKind.LeftOut, name, path, text);

    public void Warning(string path, string text) => report.Add(NoteKind.Warning, name, path, text);

    public void Moves(string path, string text, int moved) => report.Add(NoteKind.Moves, name, path, text, moved);
}
